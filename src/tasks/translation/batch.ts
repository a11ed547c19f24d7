import * as tf from '@tensorflow/tfjs-core';
import { beginToken, type EncodedPairs, endToken } from './corpus.ts';

/** Some pairs, padded to one length each side, in freshly made arrays: tensors may take them over. */
export interface TranslationBatch {
  readonly size: number;
  readonly sourceLength: number;
  readonly targetLength: number;
  /** (source * batch), time first. */
  readonly sources: Int32Array;
  /** (batch): tokens of each source. */
  readonly sourceLengths: Int32Array;
  /** (target * batch), time first: what the decoder reads, the beginning first. */
  readonly inputs: Int32Array;
  /** Places in (batch * target), sentence by sentence, that hold a token to predict. */
  readonly places: Int32Array;
  /** The tokens at those places. */
  readonly targets: Int32Array;
}

/** @param numbers of the pairs in the part */
export function makeBatch(pairs: EncodedPairs, numbers: readonly number[]): TranslationBatch {
  const sources = numbers.map((number) => pairs.sourceTokens[number]!);
  const targets = numbers.map((number) => pairs.targetTokens[number]!);
  const { tokens, lengths, time: sourceLength } = padSentences(sources);
  const targetLength = Math.max(...targets.map((sentence) => sentence.length));
  const count = targets.reduce((sum, sentence) => sum + sentence.length, 0);
  const inputs = new Int32Array(targetLength * numbers.length).fill(endToken);
  const places = new Int32Array(count);
  const wanted = new Int32Array(count);
  let next = 0;
  for (const [row, sentence] of targets.entries()) {
    for (const [step, token] of sentence.entries()) {
      inputs[step * numbers.length + row] = step === 0 ? beginToken : sentence[step - 1]!;
      places[next] = row * targetLength + step;
      wanted[next++] = token;
    }
  }
  return {
    size: numbers.length,
    sourceLength,
    targetLength,
    sources: tokens,
    sourceLengths: lengths,
    inputs,
    places,
    targets: wanted,
  };
}

/** Sentences side by side, time first, filled up with ends. */
export function padSentences(sentences: readonly Int32Array[]): {
  readonly tokens: Int32Array;
  readonly lengths: Int32Array;
  readonly time: number;
} {
  const time = Math.max(...sentences.map((sentence) => sentence.length));
  const tokens = new Int32Array(time * sentences.length).fill(endToken);
  for (const [row, sentence] of sentences.entries()) {
    for (const [step, token] of sentence.entries()) tokens[step * sentences.length + row] = token;
  }
  const lengths = Int32Array.from(sentences, (sentence) => sentence.length);
  return { tokens, lengths, time };
}

export function int32(values: Int32Array): tf.Tensor1D {
  return tf.tensor1d(values, 'int32');
}
