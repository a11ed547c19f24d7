import * as tf from '@tensorflow/tfjs-core';
import { xavierUniform } from '../initializers.ts';
import type { AttentionScore } from './attention.ts';
import { project } from './project.ts';

/** score(q, k) = q . W k (Luong et al. 2015, "general"): W, (key, query), learns what fits. */
export const general: AttentionScore = {
  id: 'general',
  label: 'Luong, general',
  supports: () => true,
  create({ query, key }, parameters, random, prefix) {
    const kernel = parameters.add<tf.Rank.R2>(
      `${prefix}.kernel`,
      xavierUniform([key, query], random),
    );
    return {
      prepare: (keys) => project(keys, kernel),
      score: (queries, prepared) => tf.matMul(queries, prepared, false, true),
    };
  },
};
