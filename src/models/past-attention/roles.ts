import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import type { ParameterSet } from '../parameters.ts';
import type { PastAttentionId } from './past-attention-id.ts';

/**
 * What each output is in attention. All take and give rows: (rows, width) to (rows, size).
 *
 * Guarantees: every row is worked on by itself; every parameter is reached by the gradient of an
 * attention over at least two past outputs.
 */
export interface AttentionRoles {
  /** Values of a key and of a query. */
  readonly keySize: number;
  readonly valueSize: number;
  /** Values of what is read on beside what was attended to. */
  readonly ownSize: number;
  query(rows: tf.Tensor2D): tf.Tensor2D;
  key(rows: tf.Tensor2D): tf.Tensor2D;
  value(rows: tf.Tensor2D): tf.Tensor2D;
  own(rows: tf.Tensor2D): tf.Tensor2D;
}

/** `id` is a value of the setting `past_attention`. */
export interface RolesDefinition {
  readonly id: PastAttentionId;
  /**
   * Adds its parameters under `prefix`.
   * @throws UnrollError where outputs of the width cannot be cut into parts
   */
  create(width: number, parameters: ParameterSet, random: Random, prefix: string): AttentionRoles;
}
