import { nearestName, UnrollError } from '../../contract/index.ts';
import type { WantedSides } from './parallel-text.ts';

/**
 * Chooses source and target among the sides that the data has, most usual first. Naming only one
 * gives the other the first that remains, so that naming the target's language as source turns the
 * direction around.
 * @throws UnrollError when there is no such side or both are the same
 */
export function chooseSides(
  available: readonly string[],
  wanted: WantedSides,
): { readonly source: string; readonly target: string } {
  const givenSource = named(available, wanted.source, 'source_language');
  const givenTarget = named(available, wanted.target, 'target_language');
  const source = givenSource ?? available.find((side) => side !== givenTarget);
  const target = givenTarget ?? available.find((side) => side !== source);
  if (source === undefined || target === undefined || source === target) {
    throw new UnrollError({
      code: 'one-language',
      message:
        available.length < 2
          ? 'The file holds sentences of one language only.'
          : `Source and target are both ${source}.`,
      where: 'target_language',
      hint: 'Translation needs two languages side by side.',
    });
  }
  return { source, target };
}

function named(
  available: readonly string[],
  wanted: string | null,
  where: string,
): string | undefined {
  if (wanted === null || wanted === '') return undefined;
  const lower = wanted.toLowerCase();
  const found = available.find((side) => side.toLowerCase() === lower);
  if (found !== undefined) return found;
  const nearest = nearestName(wanted, available);
  throw new UnrollError({
    code: 'no-such-language',
    message: `The data has no side "${wanted}"${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where,
    hint: `Choose one of ${available.join(', ')}.`,
  });
}

const englishNames = new Intl.DisplayNames(['en'], { type: 'language' });

/** Whether a word is the code of a language: `en`, `zh-CN`, `deu`. */
export function isLanguageCode(word: string): boolean {
  if (!/^[a-z]{2,3}([-_][A-Za-z]{2,4})?$/.test(word)) return false;
  const code = word.slice(0, word.search(/[-_]|$/));
  return englishNames.of(code) !== code;
}
