import * as tf from '@tensorflow/tfjs-core';

/** A value together with the way back. */
export interface Differentiable<T extends tf.Tensor> {
  readonly value: T;
  /**
   * @param dy derivative of the final scalar with respect to `value`
   * @param saved what `save` was given, in the same order
   * @returns one derivative for each input, of its shape
   */
  readonly gradient: (dy: T, saved: tf.Tensor[]) => tf.Tensor[];
}

/**
 * tf.customGrad with types. Whatever `forward` makes and neither returns nor saves is disposed;
 * saved tensors live until the gradients have been taken, and are not kept outside of a gradient.
 * `save` may be called once: tfjs keeps only the last call's tensors.
 * @param inputs tensors to differentiate by; others are passed by closure and saved if needed
 */
export function withGradient<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: tf.Tensor[]) => void) => Differentiable<T>,
): T {
  const run = tf.customGrad<T>((...given) => {
    const save = given[given.length - 1] as (tensors: tf.Tensor[]) => void;
    const { value, gradient } = forward(save);
    return { value, gradFunc: (dy, saved) => tf.tidy(() => gradient(dy, saved)) };
  });
  return run(...inputs);
}
