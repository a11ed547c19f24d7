import type { SplitName } from '../splits.ts';
import { isLanguageCode } from './sides.ts';

/** Two files whose lines translate each other. */
export interface AlignedFiles {
  readonly source: string;
  readonly target: string;
  readonly split: SplitName | null;
}

export interface AlignedNames {
  /** `src` and `tgt`, or two language codes; the usual source first. */
  readonly sides: readonly [string, string];
  readonly pairs: readonly AlignedFiles[];
  /** Names a side but has no partner. */
  readonly alone: readonly string[];
}

const sourceWords = ['src', 'source'];
const targetWords = ['tgt', 'trg', 'target'];
const splitWords: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  dev: 'val',
  test: 'test',
  eval: 'test',
};
const splitOrder = ['train', 'val', 'test'];

/**
 * Finds aligned files by their names, as OpenNMT (`src-train.txt`, `tgt-train.txt`), Moses and WMT
 * (`corpus.en`, `corpus.fr`) and others (`train.src`, `en_dev.txt`) call them: two names that differ
 * in one word at an end, which says the side; the rest may say the part.
 * @returns null when no two files fit together, or more than two languages do
 */
export function alignNames(names: readonly string[]): AlignedNames | null {
  const groups = new Map<string, { name: string; side: string }[]>();
  for (const name of names) {
    for (const { stem, side } of readings(name)) {
      groups.set(stem, [...(groups.get(stem) ?? []), { name, side }]);
    }
  }
  const matched = [...groups].filter(([, files]) => files.length === 2);
  const [first] = matched;
  if (first === undefined) return null;
  const sides = orderSides(first[1].map(({ side }) => side));
  const fitting = matched.filter(([, files]) =>
    files.every(({ side }) => sides.includes(canonical(side))),
  );
  if (sides[0] === sides[1] || fitting.length < matched.length) return null;
  const pairs = fitting
    .map(([stem, files]): AlignedFiles => {
      const nameOf = (wanted: string) =>
        files.find(({ side }) => canonical(side) === wanted)?.name ?? '';
      return { source: nameOf(sides[0]), target: nameOf(sides[1]), split: splitOf(stem) };
    })
    .filter(({ source, target }) => source !== '' && target !== '')
    .sort((a, b) => orderOf(a) - orderOf(b) || (a.source < b.source ? -1 : 1));
  const used = new Set(pairs.flatMap(({ source, target }) => [source, target]));
  const alone = names.filter((name) => !used.has(name) && readings(name).length > 0);
  return pairs.length === 0 ? null : { sides, pairs, alone };
}

/** How a name can be read as side and rest: by its first or its last word. */
function readings(name: string): { stem: string; side: string }[] {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const bare = name.slice(folder.length).replace(/\.(txt|text|tok|bpe|clean)$/i, '');
  const words = bare.split(/[-_.]/);
  const found: { stem: string; side: string }[] = [];
  for (const [at, word] of [
    [words.length - 1, words[words.length - 1]!],
    [0, words[0]!],
  ] as const) {
    const side = word.toLowerCase();
    const rest = words.filter((_, index) => index !== at).join('-');
    const isSide = [...sourceWords, ...targetWords].includes(side) || isLanguageCode(side);
    if (!isSide || found.some(({ stem }) => stem === folder + rest)) continue;
    found.push({ stem: folder + rest, side });
    // `src` and the like are surer than a first word that happens to be a language's code.
    if (!isLanguageCode(side)) break;
  }
  return found;
}

function canonical(side: string): string {
  if (sourceWords.includes(side)) return 'src';
  return targetWords.includes(side) ? 'tgt' : side;
}

function orderSides(sides: readonly string[]): readonly [string, string] {
  const [a, b] = sides.map(canonical) as [string, string];
  return b === 'src' || (a !== 'src' && b < a) ? [b, a] : [a, b];
}

function splitOf(stem: string): SplitName | null {
  const words = stem.toLowerCase().split(/[-_./]/);
  return words.map((word) => splitWords[word]).find((split) => split !== undefined) ?? null;
}

function orderOf({ split }: AlignedFiles): number {
  return split === null ? -1 : splitOrder.indexOf(split);
}
