import * as tf from '@tensorflow/tfjs-core';
import type { LstmActivations } from '../backend/operations/block-lstm.ts';
import type { NativeOperations } from '../backend/operations/native-operations.ts';
import type { SequenceResult } from './kernel.ts';

/**
 * A custom gradient has one output, an LSTM two: the last cell state is put behind the outputs as
 * one more step.
 * @returns (time + 1, batch, hidden)
 */
export function packLstm(
  operations: NativeOperations,
  { hidden, cellState }: LstmActivations<tf.Tensor3D>,
): tf.Tensor3D {
  const [time, batch, width] = cellState.shape;
  const lastCell = tf.slice(cellState, [time - 1, 0, 0], [1, batch, width]);
  return operations.concat([hidden, lastCell], 0);
}

/** Takes apart what `packLstm` made, differentiably. */
export function unpackLstm(packed: tf.Tensor3D): SequenceResult {
  const [steps, batch, width] = packed.shape;
  const step = (t: number) =>
    tf.reshape(tf.slice(packed, [t, 0, 0], [1, batch, width]), [batch, width]) as tf.Tensor2D;
  return {
    outputs: tf.slice(packed, [0, 0, 0], [steps - 1, batch, width]),
    finalStates: [step(steps - 2), step(steps - 1)],
  };
}
