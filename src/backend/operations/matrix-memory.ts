import type * as tf from '@tensorflow/tfjs-core';
import { hasNativeKernel } from '../native-kernels.ts';
import { nativeBackend } from '../tensorflow.ts';
import { isDifferentiating, withGradients } from './with-gradients.ts';

/** What an mLSTM's memory is written with and asked, head by head, and what it holds before. */
export interface MemoryInputs {
  /** (time, batch, hidden); keys are divided by the root of a head's units already. */
  readonly query: tf.Tensor3D;
  readonly key: tf.Tensor3D;
  readonly value: tf.Tensor3D;
  /** (time, batch, heads): i~ and log f. */
  readonly input: tf.Tensor3D;
  readonly logForget: tf.Tensor3D;
  /** (batch, hidden * width of a head), (batch, hidden), (batch, heads): C, n and m. */
  readonly matrix: tf.Tensor2D;
  readonly normalizer: tf.Tensor2D;
  readonly m: tf.Tensor2D;
}

export interface MemoryAnswer {
  /** (time, batch, hidden): C_t q_t / max(|n_t q_t|, exp(-m_t)) */
  readonly read: tf.Tensor3D;
  /** After the last step, of the shapes of the initial ones. */
  readonly matrix: tf.Tensor2D;
  readonly normalizer: tf.Tensor2D;
  readonly m: tf.Tensor2D;
}

/**
 * The matrix memory of an mLSTM (Beck et al. 2024, equations 19 to 27) over a whole sequence in one
 * operation of the compiled kernels, differentiable; null without them. Each head of each sequence
 * keeps its matrix in a core's cache and goes step by step.
 */
export function matrixMemory(given: MemoryInputs): MemoryAnswer | null {
  const native = nativeBackend();
  if (native === null || !hasNativeKernel('UnrollMatrixMemory')) return null;
  const inputs = { ...given };
  const list = [
    ...[inputs.query, inputs.key, inputs.value, inputs.input, inputs.logForget],
    ...[inputs.matrix, inputs.normalizer, inputs.m],
  ];
  const training = isDifferentiating();
  const [read, matrix, normalizer, m] = withGradients({
    inputs,
    forward: (save) => {
      const made = native.executeMultipleOutputs('UnrollMatrixMemory', [], list, 6);
      const [answer, weight, stabilizer, ...after] = made as [tf.Tensor, tf.Tensor, tf.Tensor];
      if (training) save([...list, answer, weight, stabilizer, ...after.slice(0, 2)]);
      return [answer, ...after];
    },
    gradients: (dys, saved) => {
      const name = 'UnrollMatrixMemoryGradient';
      const derived = native.executeMultipleOutputs(name, [], [...saved, ...dys], list.length);
      const [query, key, value, input, logForget, ...states] = derived.map((one) => () => one);
      const [byMatrix, byNormalizer, byM] = states;
      return {
        ...{ query: query!, key: key!, value: value!, input: input!, logForget: logForget! },
        ...{ matrix: byMatrix!, normalizer: byNormalizer!, m: byM! },
      };
    },
  });
  return {
    read: read as tf.Tensor3D,
    matrix: matrix as tf.Tensor2D,
    normalizer: normalizer as tf.Tensor2D,
    m: m as tf.Tensor2D,
  };
}
