import { booleanOf, numberOf, type Settings, textOf } from '../../contract/index.ts';
import type { ParallelText } from '../../datasets/index.ts';
import { learnTokenizer, type Tokenizer, type TokenizerKind } from '../../datasets/index.ts';
import { type LeftOut, makeParts, type SentencePairs } from './parts.ts';

/** Ends every sentence, and fills what is behind an end; its number in the network. */
export const endToken = 0;
/** What the decoder reads before the first token. */
export const beginToken = 1;
/** The tokenizer's own numbers begin here. */
export const firstToken = 2;

/** Pairs as text and as tokens of the network. */
export interface EncodedPairs extends SentencePairs {
  /** Each ends with `endToken`. */
  readonly sourceTokens: readonly Int32Array[];
  readonly targetTokens: readonly Int32Array[];
}

export interface TranslationCorpus {
  readonly source: string;
  readonly target: string;
  readonly sourceTokenizer: Tokenizer;
  readonly targetTokenizer: Tokenizer;
  readonly train: EncodedPairs;
  readonly val: EncodedPairs;
  readonly test: EncodedPairs;
  readonly left: LeftOut;
}

/**
 * Splits pairs, learns the vocabularies from the training part alone and numbers everything.
 * @throws UnrollError when a part has no pairs or the tokenizer cannot be had
 */
export async function makeCorpus(
  text: ParallelText,
  settings: Settings,
): Promise<TranslationCorpus> {
  const { train, val, test, left } = makeParts(text, settings);
  const learn = (texts: readonly string[]) =>
    learnTokenizer(texts, {
      kind: textOf(settings, 'tokens') as TokenizerKind,
      size: numberOf(settings, 'vocabulary_size'),
      minCount: numberOf(settings, 'min_count'),
      file: textOf(settings, 'tokenizer_file'),
    });
  const shared = booleanOf(settings, 'shared_vocabulary');
  const sourceTokenizer = await learn(
    shared ? [...train.sources, ...train.targets] : train.sources,
  );
  const targetTokenizer = shared ? sourceTokenizer : await learn(train.targets);
  const encode = (pairs: SentencePairs): EncodedPairs => ({
    ...pairs,
    sourceTokens: pairs.sources.map((sentence) => sentenceTokens(sourceTokenizer, sentence)),
    targetTokens: pairs.targets.map((sentence) => sentenceTokens(targetTokenizer, sentence)),
  });
  return {
    source: text.source,
    target: text.target,
    sourceTokenizer,
    targetTokenizer,
    train: encode(train),
    val: encode(val),
    test: encode(test),
    left,
  };
}

/** Tokens of a sentence as the network numbers them, with its end. */
export function sentenceTokens(tokenizer: Tokenizer, sentence: string): Int32Array {
  const own = tokenizer.encode(sentence);
  const tokens = new Int32Array(own.length + 1);
  for (const [index, token] of own.entries()) tokens[index] = token + firstToken;
  tokens[own.length] = endToken;
  return tokens;
}

/** A sentence from tokens of the network, up to its end. */
export function sentenceText(tokenizer: Tokenizer, tokens: ArrayLike<number>): string {
  return tokenizer.decode(ownTokens(tokens)).trim();
}

/** Each token by itself, as a person can read it, without the end. */
export function tokenTexts(tokenizer: Tokenizer, tokens: ArrayLike<number>): string[] {
  return ownTokens(tokens).map((token) => tokenizer.tokenOf(token));
}

function ownTokens(tokens: ArrayLike<number>): number[] {
  const own: number[] = [];
  for (let i = 0; i < tokens.length && tokens[i] !== endToken; i++) {
    if (tokens[i]! >= firstToken) own.push(tokens[i]! - firstToken);
  }
  return own;
}

/** Tokens that the network knows. */
export function networkVocabulary(tokenizer: Tokenizer): number {
  return tokenizer.size + firstToken;
}
