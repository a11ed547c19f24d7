import { editDistance } from '../edit-alignment.ts';

/**
 * Word and character error rates as jiwer defines them: substitutions, deletions and insertions
 * over all utterances, divided by the words (characters, spaces included) of all references; white
 * space at the ends and in rows does not count.
 */
export class ErrorRates {
  #wordEdits = 0;
  #words = 0;
  #characterEdits = 0;
  #characters = 0;
  #right = 0;
  #utterances = 0;

  /** @param reference not empty @returns word errors and words of this utterance */
  add(reference: string, hypothesis: string): readonly [errors: number, words: number] {
    const [said, heard] = [wordsIn(reference), wordsIn(hypothesis)];
    const errors = editDistance(said, heard);
    this.#wordEdits += errors;
    this.#words += said.length;
    const [saidCharacters, heardCharacters] = [[...said.join(' ')], [...heard.join(' ')]];
    this.#characterEdits += editDistance(saidCharacters, heardCharacters);
    this.#characters += saidCharacters.length;
    this.#right += said.join(' ') === heard.join(' ') ? 1 : 0;
    this.#utterances++;
    return [errors, said.length];
  }

  /** `accuracy` is the share of utterances without any error. Not a number before the first. */
  get metrics(): { readonly wer: number; readonly cer: number; readonly accuracy: number } {
    return {
      wer: this.#wordEdits / this.#words,
      cer: this.#characterEdits / this.#characters,
      accuracy: this.#right / this.#utterances,
    };
  }
}

export function wordsIn(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
