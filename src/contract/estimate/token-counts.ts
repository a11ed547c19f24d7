import { numberOf, type Settings } from '../settings.ts';

/** Characters that a subword stands for in a usual text. */
const CHARACTERS_OF_SUBWORD = 3.6;
/** As the task itself makes them. */
const USUAL_SUBWORDS = 4000;

export function tokensOf(
  kind: string,
  { words, characters }: { readonly words: number; readonly characters: number },
): number {
  if (kind === 'word') return words;
  return kind === 'character' || kind === 'byte' ? characters : characters / CHARACTERS_OF_SUBWORD;
}

export function vocabularyOf(
  kind: string,
  settings: Settings,
  summary: { readonly distinctWords: number; readonly distinctCharacters: number },
): number {
  const size = numberOf(settings, 'vocabulary_size');
  if (kind === 'byte') return 256;
  if (kind !== 'word' && kind !== 'character') return size || USUAL_SUBWORDS;
  const distinct = kind === 'word' ? summary.distinctWords : summary.distinctCharacters;
  return Math.min(distinct, size || distinct);
}
