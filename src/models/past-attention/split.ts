import * as tf from '@tensorflow/tfjs-core';
import { xavierUniform } from '../initializers.ts';
import { expectParts } from './expect-past.ts';
import { type PastAttentionId, partsOf } from './past-attention-id.ts';
import type { AttentionRoles, RolesDefinition } from './roles.ts';

/**
 * The output is cut into a key by which it is found, a value that is handed over and, with three
 * parts, one that is read on (Daniluk et al. 2017, arXiv 1702.04521, sections 3.2 and 3.3); with two
 * parts the value is read on. Keys are compared by a learnt matrix, `<prefix>.query`, where the paper
 * has a layer with a tanh for every pair of states.
 */
function split(id: PastAttentionId): RolesDefinition {
  return {
    id,
    create(width, parameters, random, prefix): AttentionRoles {
      const parts = partsOf[id];
      expectParts(id, width);
      const size = width / parts;
      const query = parameters.add<tf.Rank.R2>(
        `${prefix}.query`,
        xavierUniform([size, size], random),
      );
      const part = (rows: tf.Tensor2D, index: number) =>
        tf.slice2d(rows, [0, index * size], [rows.shape[0], size]);
      return {
        ...{ keySize: size, valueSize: size, ownSize: size },
        query: (rows) => tf.matMul(part(rows, 0), query),
        key: (rows) => part(rows, 0),
        value: (rows) => part(rows, 1),
        own: (rows) => part(rows, parts - 1),
      };
    },
  };
}

export const keyValue = split('key-value');
export const keyValuePredict = split('key-value-predict');
