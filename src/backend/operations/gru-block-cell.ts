import type * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native.ts';
import { attributes } from './raw.ts';

export interface GruCellWeights {
  /** (input + hidden, 2 * hidden), columns in the order r, z */
  readonly gateKernel: tf.Tensor2D;
  /** (input + hidden, hidden) */
  readonly candidateKernel: tf.Tensor2D;
  /** (2 * hidden) */
  readonly gateBias: tf.Tensor1D;
  /** (hidden) */
  readonly candidateBias: tf.Tensor1D;
}

/** Each (batch, hidden). */
export interface GruActivations {
  readonly reset: tf.Tensor2D;
  readonly update: tf.Tensor2D;
  readonly candidate: tf.Tensor2D;
}

export interface GruStepGradient {
  /** (batch, input) */
  readonly x: tf.Tensor2D;
  /** (batch, hidden) */
  readonly hidden: tf.Tensor2D;
  /** (batch, hidden), before the activation */
  readonly candidate: tf.Tensor2D;
  /** (batch, 2 * hidden), before the activation, in the order r, z */
  readonly gates: tf.Tensor2D;
}

/**
 * GRUBlockCell: one step of a GRU with the reset before the product.
 * @param x (batch, input)
 * @param hidden (batch, hidden), h_{t-1}
 */
export function gruBlockCell(
  native: NativeBackend,
  x: tf.Tensor2D,
  hidden: tf.Tensor2D,
  weights: GruCellWeights,
): GruActivations & { readonly hidden: tf.Tensor2D } {
  const [reset, update, candidate, next] = native.executeMultipleOutputs(
    'GRUBlockCell',
    [attributes(native).type('T', 'float32')],
    [x, hidden, ...operands(weights)],
    4,
  ) as tf.Tensor2D[];
  return { reset: reset!, update: update!, candidate: candidate!, hidden: next! };
}

/**
 * GRUBlockCellGrad: the derivatives of `gruBlockCell` up to the gates; those of the weights follow
 * from these.
 * @param gradient (batch, hidden) of h_t
 */
export function gruBlockCellGradient(
  native: NativeBackend,
  x: tf.Tensor2D,
  hidden: tf.Tensor2D,
  weights: GruCellWeights,
  { reset, update, candidate }: GruActivations,
  gradient: tf.Tensor2D,
): GruStepGradient {
  const [dx, dHidden, dCandidate, dGates] = native.executeMultipleOutputs(
    'GRUBlockCellGrad',
    [attributes(native).type('T', 'float32')],
    [x, hidden, ...operands(weights), reset, update, candidate, gradient],
    4,
  ) as tf.Tensor2D[];
  return { x: dx!, hidden: dHidden!, candidate: dCandidate!, gates: dGates! };
}

function operands(weights: GruCellWeights): tf.Tensor[] {
  return [weights.gateKernel, weights.candidateKernel, weights.gateBias, weights.candidateBias];
}
