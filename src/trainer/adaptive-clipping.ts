import * as tf from '@tensorflow/tfjs-core';

/** Weights that are near zero may move all the same (Brock et al., arXiv 2102.06171). */
const leastNorm = 1e-3;

/**
 * Adaptive gradient clipping (Brock et al. 2021, arXiv 2102.06171): the gradient of each unit is
 * scaled to at most `limit` times the norm of the unit's weights,
 *
 *     G_i <- limit * max(||W_i||, 1e-3) / ||G_i|| * G_i   where ||G_i|| is larger.
 *
 * A unit of a kernel (input, output) is a column, of a table of embeddings a row; a vector is one.
 * The output layer is left alone, as in the paper. What is not finite stays so. Called inside a tidy.
 *
 * @param gradients by parameter name
 */
export function clipAdaptively(
  gradients: ReadonlyMap<string, tf.Tensor>,
  parameters: Iterable<readonly [name: string, variable: tf.Variable]>,
  limit: number,
): Map<string, tf.Tensor> {
  const clipped = new Map(gradients);
  for (const [name, variable] of parameters) {
    const gradient = gradients.get(name);
    if (gradient === undefined || name.startsWith('output.')) continue;
    const axis = axisOf(name, variable.rank);
    const most = tf.mul(tf.maximum(norms(variable, axis), leastNorm), limit);
    const size = norms(gradient, axis);
    // A norm of zero has no direction to scale.
    const scale = tf.minimum(1, tf.div(most, tf.maximum(size, 1e-30)));
    clipped.set(name, tf.mul(gradient, scale));
  }
  return clipped;
}

/** Over which a unit's weights are summed; all of a vector. */
function axisOf(name: string, rank: number): number | undefined {
  if (rank < 2) return undefined;
  return name.endsWith('.table') ? 1 : 0;
}

function norms(x: tf.Tensor, axis: number | undefined): tf.Tensor {
  return tf.sqrt(tf.sum(tf.square(x), axis, true));
}
