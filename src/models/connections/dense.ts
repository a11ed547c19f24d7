import * as tf from '@tensorflow/tfjs-core';
import { type ConnectionDefinition, ownOutput } from './connection.ts';

/**
 * Each layer reads the stack's input and the outputs of all layers below, side by side (Huang et al.
 * 2017, arXiv 1608.06993; of recurrent layers Ding et al. 2018, arXiv 1802.00889). The uppermost
 * gives its own output.
 */
export const dense: ConnectionDefinition = {
  id: 'dense',
  create: ({ uppermost }) =>
    uppermost ? ownOutput : { joins: true, join: (read, own) => tf.concat3d([read, own], 2) },
};
