import * as tf from '@tensorflow/tfjs-core';
import { Dense } from '../dense.ts';
import { type ConnectionDefinition, type LayerConnection, ownOutput } from './connection.ts';

/**
 * A learnt gate decides how much of a layer's output goes up and how much of what it read
 * (Srivastava et al. 2015, arXiv 1505.00387, equation 3):
 *
 *     y_t = T_t h_t + (1 - T_t) x_t,   T_t = sigmoid(W x_t + b)
 *
 * b begins below 0, so that a layer at first passes on most of what it read. A layer that changes
 * the size stays plain. Adds `<prefix>.highway.kernel` and `<prefix>.highway.bias`.
 */
export const highway: ConnectionDefinition = {
  id: 'highway',
  create({ input, output, gateBias }, parameters, random, prefix): LayerConnection {
    if (input !== output) return ownOutput;
    const sizes = { input, output, firstBias: gateBias };
    const gate = new Dense(sizes, parameters, random, `${prefix}.highway`);
    return {
      joins: true,
      join(read, own) {
        const rows = tf.reshape(read, [-1, input]) as tf.Tensor2D;
        const transform = tf.reshape(tf.sigmoid(gate.apply(rows)), own.shape);
        return tf.add(read, tf.mul(transform, tf.sub(own, read)));
      },
    };
  },
};
