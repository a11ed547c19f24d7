import { BytePairModel } from '../subwords/bpe.ts';
import { trainBytePairs } from '../subwords/bpe-training.ts';
import { byteAlphabet, tokenBytes } from '../subwords/byte-alphabet.ts';
import { countPreTokens, preTokens } from '../subwords/pre-tokens.ts';
import type { SubwordModel } from '../subwords/subword-model.ts';
import { subwordJson } from '../subwords/tokenizer-json.ts';
import { trainUnigram } from '../subwords/unigram-training.ts';
import type { TextJoiner, Tokenizer } from './tokenizer.ts';

/** Cuts of pieces that were met before are kept up to this many. */
const mostRemembered = 200_000;

/** Bytes, or subwords made of them: every text can be written, and comes back as it was. */
export class SubwordTokenizer implements Tokenizer {
  readonly kind: 'byte' | 'bpe' | 'unigram';
  readonly unknown = null;
  readonly #model: SubwordModel;
  readonly #remembered = new Map<string, readonly number[]>();
  readonly #encoder = new TextEncoder();

  constructor(kind: SubwordTokenizer['kind'], model: SubwordModel) {
    this.kind = kind;
    this.#model = model;
  }

  /** The 256 bytes, nothing learnt. */
  static bytes(): SubwordTokenizer {
    const tokens = byteAlphabet.map((sign) => tokenBytes(sign)!);
    return new SubwordTokenizer('byte', new BytePairModel(tokens, []));
  }

  /** @param size tokens wanted, at least the 256 bytes; a small text has fewer */
  static learn(kind: 'bpe' | 'unigram', texts: readonly string[], size: number): SubwordTokenizer {
    const pieces = countPreTokens(texts);
    const model = kind === 'bpe' ? trainBytePairs(pieces, size) : trainUnigram(pieces, size);
    return new SubwordTokenizer(kind, model);
  }

  get size(): number {
    return this.#model.tokens.length;
  }

  encode(text: string): Int32Array {
    const tokens: number[] = [];
    for (const piece of preTokens(text)) for (const token of this.#cut(piece)) tokens.push(token);
    return Int32Array.from(tokens);
  }

  #cut(piece: string): readonly number[] {
    const known = this.#remembered.get(piece);
    if (known !== undefined) return known;
    const tokens = this.#model.cut(this.#encoder.encode(piece));
    if (this.#remembered.size < mostRemembered) this.#remembered.set(piece, tokens);
    return tokens;
  }

  decode(tokens: ArrayLike<number>): string {
    const joiner = this.joiner();
    let text = '';
    for (let i = 0; i < tokens.length; i++) text += joiner.push(tokens[i]!);
    return text + joiner.end();
  }

  /** Bytes that are no whole characters are written as hexadecimal numbers: `⟨E4 B8⟩`. */
  tokenOf(token: number): string {
    const bytes = this.#bytesOf(token);
    const text = new TextDecoder().decode(bytes);
    if (!text.includes('\uFFFD')) return text;
    return `⟨${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ')}⟩`;
  }

  joiner(): TextJoiner {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return {
      push: (token) => decoder.decode(this.#bytesOf(token), { stream: true }),
      end: () => decoder.decode(),
    };
  }

  toTokenizerJson(): string {
    return subwordJson(this.#model);
  }

  /** @throws RangeError for a number that is no token: a defect */
  #bytesOf(token: number): Uint8Array {
    const bytes = this.#model.tokens[token];
    if (bytes === undefined) throw new RangeError(`there is no token ${token}`);
    return bytes;
  }
}
