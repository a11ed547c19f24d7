import * as tf from '@tensorflow/tfjs-core';

/**
 * Derivatives of a scalar, also while other gradients are being taken (inside the gradient of
 * `withGradient`), where tfjs would lose the outer tape.
 * @returns one for each tensor of `at`
 */
export function nestedGradients(
  f: (...inputs: tf.Tensor[]) => tf.Scalar,
  at: readonly tf.Tensor[],
): tf.Tensor[] {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return tf.grads(f)([...at]);
  } finally {
    state.activeTape = activeTape;
  }
}
