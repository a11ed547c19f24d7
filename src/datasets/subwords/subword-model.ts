/**
 * Cuts a piece of text into tokens of a fixed list. Every single byte is a token, so that any piece
 * can be cut.
 */
export interface SubwordModel {
  readonly kind: 'bpe' | 'unigram';
  /** Bytes of each token, by number. */
  readonly tokens: readonly Uint8Array[];
  /** @returns numbers of the tokens that together are the piece */
  cut(piece: Uint8Array): number[];
}
