import * as tf from '@tensorflow/tfjs-core';

/**
 * Derivatives of a scalar; zeros by a tensor that it does not depend on, where tf.grads throws.
 * @returns one for each tensor of `at`
 */
export function gradientsAt(
  f: (...inputs: tf.Tensor[]) => tf.Scalar,
  at: readonly tf.Tensor[],
): tf.Tensor[] {
  return tf.tidy(() => {
    const { grads } = tf.engine().gradients(() => f(...at), [...at], undefined, true);
    return grads.map((gradient: tf.Tensor | null, i) => gradient ?? tf.zerosLike(at[i]!));
  });
}

/**
 * The same also while other gradients are being taken (inside the gradient of `withGradient`),
 * where tfjs would lose the outer tape.
 */
export function nestedGradients(
  f: (...inputs: tf.Tensor[]) => tf.Scalar,
  at: readonly tf.Tensor[],
): tf.Tensor[] {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return gradientsAt(f, at);
  } finally {
    state.activeTape = activeTape;
  }
}
