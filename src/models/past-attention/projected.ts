import * as tf from '@tensorflow/tfjs-core';
import { xavierUniform } from '../initializers.ts';
import type { RolesDefinition } from './roles.ts';

/**
 * Query, key and value are learnt projections of the whole output, as in self-attention with one
 * head (Vaswani et al. 2017, arXiv 1706.03762, equation 1). Adds `<prefix>.query`, `<prefix>.key`
 * and `<prefix>.value`, each (width, width).
 */
export const projected: RolesDefinition = {
  id: 'query-key-value',
  create(width, parameters, random, prefix) {
    const add = (name: string) =>
      parameters.add<tf.Rank.R2>(`${prefix}.${name}`, xavierUniform([width, width], random));
    const [query, key, value] = [add('query'), add('key'), add('value')];
    return {
      ...{ keySize: width, valueSize: width, ownSize: width },
      query: (rows) => tf.matMul(rows, query),
      key: (rows) => tf.matMul(rows, key),
      value: (rows) => tf.matMul(rows, value),
      own: (rows) => rows,
    };
  },
};
