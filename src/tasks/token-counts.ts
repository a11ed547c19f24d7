import { numberOf, type Settings } from '../contract/index.ts';

/** Characters that a subword stands for in a usual text. */
const charactersOfSubword = 3.6;
/** As many as are learnt where nothing says how many. */
const usualSubwords = 4000;

/** About how many tokens a text becomes, before it is cut. @param kind value of `tokens` */
export function tokenCount(
  kind: string,
  { words, characters }: { readonly words: number; readonly characters: number },
): number {
  if (kind === 'word') return words;
  return kind === 'character' || kind === 'byte' ? characters : characters / charactersOfSubword;
}

/** About how many different tokens a text has, as the settings want it cut. */
export function vocabularyCount(
  kind: string,
  settings: Settings,
  text: { readonly distinctWords: number; readonly distinctCharacters: number },
): number {
  const size = numberOf(settings, 'vocabulary_size');
  if (kind === 'byte') return 256;
  if (kind !== 'word' && kind !== 'character') return size || usualSubwords;
  const distinct = kind === 'word' ? text.distinctWords : text.distinctCharacters;
  return Math.min(distinct, size || distinct);
}

/** Share of the data that is learnt from, where settings cut it. */
export function trainingShare(settings: Settings): number {
  return 1 - numberOf(settings, 'val_fraction') - numberOf(settings, 'test_fraction');
}
