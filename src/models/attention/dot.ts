import * as tf from '@tensorflow/tfjs-core';
import type { AttentionScore } from './attention.ts';

/** score(q, k) = q . k (Luong et al. 2015, "dot"): no weights, both of one width. */
export const dot: AttentionScore = {
  id: 'dot',
  label: 'Luong, dot',
  supports: ({ query, key }) => query === key,
  create: () => ({
    prepare: (keys) => keys,
    score: (queries, keys) => tf.matMul(queries, keys, false, true),
  }),
};
