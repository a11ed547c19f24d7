import { type Diagnosis, UnrollError } from '../../contract/index.ts';
import { PairCollector } from '../parallel/parallel-text.ts';
import { chooseSides } from '../parallel/sides.ts';
import { translationUnits } from '../parallel/tmx-units.ts';
import { extensionOf, type Head, type ParallelFormat, type Source } from './format.ts';

/** Translation Memory eXchange, what translators' tools write. */
export const tmx: ParallelFormat = {
  id: 'tmx',
  label: 'Translation memory (TMX)',
  kind: 'parallel',
  extensions: ['tmx'],

  sniff(head: Head): number {
    if (head.encoding === null) return 0;
    if (/<tmx[\s>]/.test(head.text.slice(0, 4096))) return 0.99;
    return extensionOf(head.name) === 'tmx' ? 0.6 : 0;
  },

  async read(source: Source, wanted) {
    const encoding = await source.encoding();
    const languages = await languagesOf(source, encoding);
    const chosen = chooseSides(languages, wanted);
    const pairs = new PairCollector();
    let incomplete = 0;
    for await (const unit of translationUnits(source.path, encoding)) {
      const [from, to] = [unit.get(chosen.source), unit.get(chosen.target)];
      if (from !== undefined && to !== undefined) pairs.add(from, to);
      else incomplete++;
    }
    const diagnoses = [
      ...(incomplete === 0 ? [] : [incompleteUnits(incomplete, chosen)]),
      ...(languages.length > 2 ? [moreLanguages(languages, chosen)] : []),
    ];
    const { sources, targets, parts } = pairs;
    return { sides: languages, ...chosen, sources, targets, parts, encoding, diagnoses };
  },
};

/** The header's source language first, then by frequency. */
async function languagesOf(source: Source, encoding: string): Promise<string[]> {
  const counts = new Map<string, number>();
  for await (const unit of translationUnits(source.path, encoding)) {
    for (const language of unit.keys()) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  if (counts.size === 0) throw noUnits(source.head.name);
  const declared = /\bsrclang\s*=\s*["']([^"']+)["']/.exec(source.head.text)?.[1];
  const rank = (language: string) =>
    declared !== undefined && language.toLowerCase() === declared.toLowerCase() ? 0 : 1;
  return [...counts]
    .sort(([a, countA], [b, countB]) => rank(a) - rank(b) || countB - countA || (a < b ? -1 : 1))
    .map(([language]) => language);
}

interface Chosen {
  readonly source: string;
  readonly target: string;
}

function incompleteUnits(count: number, { source, target }: Chosen): Diagnosis {
  return {
    severity: 'info',
    code: 'units-without-pair',
    message: `${count} ${count === 1 ? 'unit lacks' : 'units lack'} ${source} or ${target}.`,
    action: 'They are left out.',
  };
}

function moreLanguages(languages: readonly string[], { source, target }: Chosen): Diagnosis {
  return {
    severity: 'info',
    code: 'more-languages',
    message: `The file holds ${languages.length} languages: ${languages.join(', ')}.`,
    action: `${source} is translated to ${target}; the settings choose others.`,
  };
}

function noUnits(name: string): UnrollError {
  return new UnrollError({
    code: 'no-units',
    message: `${name} holds no translation units.`,
    where: name,
    hint: 'It may be incomplete: export it again.',
  });
}
