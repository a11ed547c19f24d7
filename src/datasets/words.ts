/**
 * Words, numbers, single marks and line ends. An apostrophe or hyphen inside a word belongs to it;
 * `<unk>` and the like, as corpora write them, stay whole.
 */
const pattern = /\n|<\p{L}+>|[\p{L}\p{M}\p{N}]+(?:['’.,-][\p{L}\p{M}\p{N}]+)*|[^\s]/gu;

/**
 * Scripts written without spaces: each character is a token of its own, since nothing in the text
 * marks where a word ends (Chinese, Japanese, Thai, Lao, Khmer, Burmese).
 */
const unspacedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Tokens of a text in order; white space other than line ends separates and disappears. */
export function* wordsOf(text: string): Generator<string> {
  for (const [word] of text.matchAll(pattern)) {
    if (unspacedScript.test(word)) yield* word;
    else yield word;
  }
}

/** How many words, numbers and marks a sentence has. */
export function wordCount(sentence: string): number {
  let count = 0;
  for (const _ of wordsOf(sentence)) count++;
  return count;
}

const noSpaceBefore = /^[.,;:!?%)\]}»”’…、。，；：！？）》」』]/u;
const noSpaceAfter = /[([{«“‘（《「『#$£€]$/u;

/** Writes tokens as a person would: the text may differ from the original in white space only. */
export function joinWords(tokens: readonly string[]): string {
  let text = '';
  let previous = '\n';
  for (const token of tokens) {
    const glued =
      previous === '\n' ||
      token === '\n' ||
      noSpaceBefore.test(token) ||
      noSpaceAfter.test(previous) ||
      (unspacedScript.test(token) && !isSpacedWord(previous)) ||
      (unspacedScript.test(previous) && !isSpacedWord(token));
    text += glued ? token : ` ${token}`;
    previous = token;
  }
  return text;
}

/** A word or number of a script that is written with spaces. */
function isSpacedWord(token: string): boolean {
  return /[\p{L}\p{N}]/u.test(token) && !unspacedScript.test(token);
}

/** Whether white space separates words, judged by the letters of a sample. */
export function isSpaced(sample: string): boolean {
  let letters = 0;
  let unspaced = 0;
  for (const character of sample) {
    if (unspacedScript.test(character)) unspaced++;
    else if (/\p{L}/u.test(character)) letters++;
  }
  return unspaced <= letters;
}
