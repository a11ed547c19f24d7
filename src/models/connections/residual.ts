import * as tf from '@tensorflow/tfjs-core';
import { type ConnectionDefinition, ownOutput } from './connection.ts';

/**
 * What a layer reads is added to what it gives, y_t = h_t + x_t, where sizes agree; a layer that
 * changes the size stays plain (Wu et al. 2016, arXiv 1609.08144, equation 5; He et al. 2016).
 */
export const residual: ConnectionDefinition = {
  id: 'residual',
  create: ({ input, output }) =>
    input === output ? { joins: true, join: (read, own) => tf.add(own, read) } : ownOutput,
};
