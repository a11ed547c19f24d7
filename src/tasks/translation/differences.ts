import type { TextDifference } from '../../contract/index.ts';
import { joinWords, wordsOf } from '../../datasets/words.ts';
import { alignTokens } from '../edit-alignment.ts';

/**
 * A translation and its reference word by word, with the fewest edits between them: what both have,
 * what only the reference has, what only the translation has. Neighbours of one kind are one piece.
 */
export function wordDifferences(reference: string, translation: string): TextDifference[] {
  const pieces: { kind: TextDifference['kind']; words: string[] }[] = [];
  const add = (kind: TextDifference['kind'], word: string) => {
    const last = pieces[pieces.length - 1];
    if (last?.kind === kind) last.words.push(word);
    else pieces.push({ kind, words: [word] });
  };
  const pairs = alignTokens([...wordsOf(reference)], [...wordsOf(translation)]);
  for (const pair of pairs) {
    if (pair.reference === pair.hypothesis) add('same', pair.reference!);
    else {
      if (pair.reference !== null) add('missing', pair.reference);
      if (pair.hypothesis !== null) add('added', pair.hypothesis);
    }
  }
  return pieces.map(({ kind, words }) => ({ kind, text: joinWords(words) }));
}
