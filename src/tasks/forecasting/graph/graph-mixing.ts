import * as tf from '@tensorflow/tfjs-core';

/** Adds to the values of every node those of its neighbours, once for each filter. */
export class GraphMixing {
  readonly nodes: number;
  /** How many times as wide the result is. */
  readonly widening: number;
  /** (filters * nodes, nodes) */
  readonly #filters: Float32Array;

  /** @param filters (nodes, nodes) each */
  constructor(filters: readonly Float64Array[], nodes: number) {
    this.nodes = nodes;
    this.widening = filters.length + 1;
    this.#filters = Float32Array.from(filters.flatMap((filter) => [...filter]));
  }

  /**
   * @param inputs (steps, windows * nodes, width)
   * @returns (steps, windows * nodes, width * widening): own values, then those of each filter
   */
  apply(inputs: tf.Tensor3D): tf.Tensor3D {
    const { nodes, widening } = this;
    const [steps, sequences, width] = inputs.shape;
    const windows = (steps * sequences) / nodes;
    const filters = widening - 1;
    const matrix = tf.tensor2d(this.#filters, [filters * nodes, nodes]);
    const byNode = tf.transpose(tf.reshape(inputs, [windows, nodes, width]), [1, 0, 2]);
    const mixed = tf.matMul(matrix, tf.reshape(byNode, [nodes, windows * width]) as tf.Tensor2D);
    const parted = tf.reshape(mixed, [filters, nodes, windows, width]);
    const back = tf.transpose(parted, [2, 1, 0, 3]);
    return tf.concat3d([inputs, tf.reshape(back, [steps, sequences, filters * width])], 2);
  }
}
