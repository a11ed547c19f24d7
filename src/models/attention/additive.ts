import * as tf from '@tensorflow/tfjs-core';
import { uniform, xavierUniform } from '../initializers.ts';
import type { AttentionScore } from './attention.ts';
import { project } from './project.ts';

/**
 * score(q, k) = v . tanh(W q + U k) (Bahdanau et al. 2015), with an inner width of `query`. The
 * dearest of the three: it keeps (batch, target, source, query) values for the way back.
 */
export const additive: AttentionScore = {
  id: 'additive',
  label: 'Bahdanau, additive',
  supports: () => true,
  create({ query, key }, parameters, random, prefix) {
    const width = query;
    const queryKernel = parameters.add<tf.Rank.R2>(
      `${prefix}.query_kernel`,
      xavierUniform([query, width], random),
    );
    const keyKernel = parameters.add<tf.Rank.R2>(
      `${prefix}.key_kernel`,
      xavierUniform([key, width], random),
    );
    const limit = Math.sqrt(3 / width);
    const vector = parameters.add<tf.Rank.R1>(
      `${prefix}.vector`,
      uniform<tf.Rank.R1>([width], limit, random),
    );
    return {
      prepare: (keys) => project(keys, keyKernel),
      score(queries, prepared) {
        const [batch, target] = queries.shape;
        const source = prepared.shape[1];
        const asked = tf.reshape(project(queries, queryKernel), [batch, target, 1, width]);
        const offered = tf.reshape(prepared, [batch, 1, source, width]);
        const rows = tf.reshape(tf.tanh(tf.add(asked, offered)), [-1, width]) as tf.Tensor2D;
        const scores = tf.matMul(rows, tf.reshape(vector, [width, 1]) as tf.Tensor2D);
        return tf.reshape(scores, [batch, target, source]) as tf.Tensor3D;
      },
    };
  },
};
