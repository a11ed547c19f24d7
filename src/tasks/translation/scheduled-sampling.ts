import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import { int32, type TranslationBatch } from './batch.ts';
import type { TranslationModel } from './model.ts';

/**
 * Chance that the decoder is told the right token at a step of training, falling along an inverse
 * sigmoid: k / (k + exp(step / k)) (Bengio et al. 2015).
 * @param k steps after which it has visibly begun to fall; 0 always tells
 */
export function teacherProbability(step: number, k: number): number {
  if (k === 0) return 1;
  return k / (k + Math.exp(step / k));
}

/**
 * A batch in which some of the tokens that the decoder reads are its own guesses. They are made for
 * all steps at once, each from the right tokens before it (parallel scheduled sampling, Duckworth et
 * al. 2019): one more pass forward instead of a loop.
 * @param teacher chance of the right token at each place
 */
export function withOwnGuesses(
  model: TranslationModel,
  batch: TranslationBatch,
  teacher: number,
  random: Random,
): TranslationBatch {
  const { size, targetLength } = batch;
  const guesses = tf.tidy(() => {
    const context = { training: false, random };
    const encoded = model.encode(int32(batch.sources), int32(batch.sourceLengths), context);
    const { rows } = model.decode(int32(batch.inputs), model.begin(encoded), context);
    return tf.argMax(model.output.score(rows), 1).dataSync() as Int32Array;
  });
  const inputs = batch.inputs.slice();
  for (let step = 1; step < targetLength; step++) {
    for (let row = 0; row < size; row++) {
      if (random.next() < teacher) continue;
      inputs[step * size + row] = guesses[row * targetLength + step - 1]!;
    }
  }
  return { ...batch, inputs };
}
