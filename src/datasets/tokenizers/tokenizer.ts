/** How a text is cut into tokens: the values of the setting that chooses it. */
export const tokenizerKinds = ['character', 'byte', 'word', 'bpe', 'unigram', 'file'] as const;
export type TokenizerKind = (typeof tokenizerKinds)[number];

/**
 * Cuts texts into numbered tokens and joins them again.
 *
 * Guarantees: learnt from the texts it was given and nothing else, so give it the training part
 * alone; the same texts give the same numbers everywhere; numbers are in [0, size). Bytes and
 * subwords know every text, and `decode(encode(text))` is the text itself (as far as it is valid
 * Unicode); characters do where all are known; words may change white space.
 */
export interface Tokenizer {
  readonly kind: TokenizerKind;
  /** Number of different tokens. */
  readonly size: number;
  /** Stands for what cannot be written otherwise; null where everything can. */
  readonly unknown: number | null;
  encode(text: string): Int32Array;
  decode(tokens: ArrayLike<number>): string;
  /** A token by itself, as a person can read it. */
  tokenOf(token: number): string;
  /** Joins tokens one by one. @param before the text that they follow; empty at a beginning */
  joiner(before: string): TextJoiner;
  /** As other programs read it (`tokenizer.json`); null where that form cannot say it. */
  toTokenizerJson(): string | null;
}

/** Text from tokens that come one by one. */
export interface TextJoiner {
  /** @returns what is certain now; a character of several tokens comes with its last one */
  push(token: number): string;
  /** @returns what was still waiting */
  end(): string;
}

/** Joins tokens whose texts simply follow each other. */
export function plainJoiner(tokenOf: (token: number) => string): TextJoiner {
  return { push: tokenOf, end: () => '' };
}
