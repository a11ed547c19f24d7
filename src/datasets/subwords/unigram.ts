import { likeliestCut, TokenTree } from './lattice.ts';
import type { SubwordModel } from './subword-model.ts';

/** Unigram language model of subwords (Kudo 2018): the likeliest cut, tokens being independent. */
export class UnigramModel implements SubwordModel {
  readonly kind = 'unigram';
  readonly tokens: readonly Uint8Array[];
  /** Log-probability of each token. */
  readonly scores: Float64Array;
  readonly #tree: TokenTree;

  /** @throws RangeError when a single byte is no token */
  constructor(tokens: readonly Uint8Array[], scores: Float64Array) {
    if (tokens.filter((token) => token.length === 1).length < 256) {
      throw new RangeError('a byte is no token');
    }
    this.tokens = tokens;
    this.scores = scores;
    this.#tree = new TokenTree(tokens);
  }

  cut(piece: Uint8Array): number[] {
    return likeliestCut(this.#tree, this.scores, piece).tokens;
  }

  /** Log-probability of the likeliest cut of a piece. */
  score(piece: Uint8Array): number {
    return likeliestCut(this.#tree, this.scores, piece).score;
  }
}
