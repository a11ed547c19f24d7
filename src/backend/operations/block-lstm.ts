import * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native.ts';
import { attributes, int64Scalar } from './raw.ts';

/** Activations of an LSTM; `T` is (batch, hidden) for one step or (time, batch, hidden) for all. */
export interface LstmActivations<T extends tf.Tensor> {
  readonly inputGate: T;
  /** c_t */
  readonly cellState: T;
  readonly forgetGate: T;
  readonly outputGate: T;
  /** c~_t */
  readonly candidate: T;
  /** tanh(c_t) */
  readonly squashed: T;
  /** h_t */
  readonly hidden: T;
}

export interface BlockLstmInputs {
  /** (time, batch, input) */
  readonly x: tf.Tensor3D;
  /** (batch, hidden) */
  readonly initialHidden: tf.Tensor2D;
  /** (batch, hidden) */
  readonly initialCell: tf.Tensor2D;
  /** (input + hidden, 4 * hidden), columns in the order i, c~, f, o */
  readonly kernel: tf.Tensor2D;
  /** (4 * hidden) */
  readonly bias: tf.Tensor1D;
}

/** BlockLSTM: an LSTM over a whole sequence in one operation, without peepholes or clipping. */
export function blockLstm(
  native: NativeBackend,
  inputs: BlockLstmInputs,
): LstmActivations<tf.Tensor3D> {
  const attribute = attributes(native);
  const outputs = native.executeMultipleOutputs(
    'BlockLSTM',
    [
      attribute.float('cell_clip', -1),
      attribute.float('forget_bias', 0),
      attribute.boolean('use_peephole', false),
      attribute.type('T', 'float32'),
    ],
    blockOperands(native, inputs),
    7,
  ) as tf.Tensor3D[];
  return activationsFromList(outputs);
}

/** In the order of TensorFlow's outputs. */
export function activationsFromList<T extends tf.Tensor>(list: readonly T[]): LstmActivations<T> {
  const [inputGate, cellState, forgetGate, outputGate, candidate, squashed, hidden] = list;
  return {
    inputGate: inputGate!,
    cellState: cellState!,
    forgetGate: forgetGate!,
    outputGate: outputGate!,
    candidate: candidate!,
    squashed: squashed!,
    hidden: hidden!,
  };
}

/** The inverse of `activationsFromList`. */
export function activationsToList<T extends tf.Tensor>(values: LstmActivations<T>): T[] {
  const { inputGate, cellState, forgetGate, outputGate, candidate, squashed, hidden } = values;
  return [inputGate, cellState, forgetGate, outputGate, candidate, squashed, hidden];
}

/**
 * BlockLSTMGrad: the derivatives of `blockLstm`.
 * @param cellGradient (time, batch, hidden) of the cell states, from outside the recurrence
 * @param hiddenGradient (time, batch, hidden) of the hidden states, likewise
 */
export function blockLstmGradient(
  native: NativeBackend,
  inputs: BlockLstmInputs,
  values: LstmActivations<tf.Tensor3D>,
  cellGradient: tf.Tensor3D,
  hiddenGradient: tf.Tensor3D,
): BlockLstmInputs {
  const attribute = attributes(native);
  const [x, cell, hidden, kernel, , , , bias] = native.executeMultipleOutputs(
    'BlockLSTMGrad',
    [attribute.boolean('use_peephole', false), attribute.type('T', 'float32')],
    [...blockOperands(native, inputs), ...activationsToList(values), cellGradient, hiddenGradient],
    8,
  );
  return {
    x: x as tf.Tensor3D,
    initialHidden: hidden as tf.Tensor2D,
    initialCell: cell as tf.Tensor2D,
    kernel: kernel as tf.Tensor2D,
    bias: bias as tf.Tensor1D,
  };
}

function blockOperands(native: NativeBackend, inputs: BlockLstmInputs): tf.Tensor[] {
  const { x, initialCell, initialHidden, kernel, bias } = inputs;
  const length = int64Scalar(native, x.shape[0]);
  const peephole = tf.zeros([initialHidden.shape[1]]);
  return [length, x, initialCell, initialHidden, kernel, peephole, peephole, peephole, bias];
}

/** What LSTMBlockCellGrad asks for besides activations: it looks only at their shapes. */
export interface LstmGradientOperands {
  /** (batch, 0) */
  readonly noInput: tf.Tensor2D;
  /** (hidden) */
  readonly noPeephole: tf.Tensor1D;
  /** (hidden, 4 * hidden) */
  readonly recurrentKernel: tf.Tensor2D;
  /** (4 * hidden) */
  readonly bias: tf.Tensor1D;
}

/**
 * LSTMBlockCellGrad: one step back through the elementwise part of an LSTM; it multiplies no
 * matrices.
 * @param previousCell (batch, hidden), c_{t-1}
 * @param cellGradient (batch, hidden) of c_t from later steps
 * @param hiddenGradient (batch, hidden) of h_t
 * @returns gradients of c_{t-1} (batch, hidden) and of the four gates before their activations
 *   (batch, 4 * hidden), in the order i, c~, f, o
 */
export function lstmCellGradient(
  native: NativeBackend,
  { noInput, noPeephole, recurrentKernel, bias }: LstmGradientOperands,
  previousCell: tf.Tensor2D,
  values: LstmActivations<tf.Tensor2D>,
  cellGradient: tf.Tensor2D,
  hiddenGradient: tf.Tensor2D,
): { readonly cell: tf.Tensor2D; readonly gates: tf.Tensor2D } {
  const attribute = attributes(native);
  const peepholes = [noPeephole, noPeephole, noPeephole];
  const [cell, gates, ...unused] = native.executeMultipleOutputs(
    'LSTMBlockCellGrad',
    [attribute.boolean('use_peephole', false), attribute.type('T', 'float32')],
    [
      ...[noInput, previousCell, values.hidden, recurrentKernel, ...peepholes, bias],
      ...activationsToList(values).slice(0, 6),
      cellGradient,
      hiddenGradient,
    ],
    5,
  );
  tf.dispose(unused);
  return { cell: cell as tf.Tensor2D, gates: gates as tf.Tensor2D };
}
