import * as tf from '@tensorflow/tfjs-core';
import type { Cell, MatrixWeights } from '../../models/cells/cell.ts';

// cuDNN keeps the weights of a layer in one vector: for each gate its input matrix (hidden, input)
// row by row, then for each gate its recurrent matrix (hidden, hidden), then the input biases and
// the recurrent biases in the same order. Gates: LSTM i, f, c~, o; GRU r, z, n. It is the order of
// PyTorch's weight_ih, weight_hh, bias_ih, bias_hh one after the other.

/**
 * Where each of cuDNN's gates stands among ours. Our LSTM has i, c~, f, o; changing c~ and f over
 * is its own inverse, so that the list serves both ways.
 */
function gateOrder({ id, gates }: Cell): readonly number[] {
  return id === 'lstm' ? [0, 2, 1, 3] : gates.map((_, index) => index);
}

/** Values in the vector: what CudnnRNNParamsSize says for one layer in one direction. */
export function parameterCount(cell: Cell, input: number, hidden: number): number {
  return cell.gates.length * hidden * (input + hidden + 2);
}

/** @returns (parameterCount); a cell with one bias has zeros for the second */
export function packParameters(cell: Cell, weights: MatrixWeights): tf.Tensor1D {
  const { inputKernel, recurrentKernel, bias } = weights;
  const rows = [inputKernel, recurrentKernel].map((kernel) =>
    tf.reshape(tf.transpose(reordered(cell, kernel)), [-1]),
  );
  const biases = [bias, weights.recurrentBias ?? tf.zerosLike(bias)];
  const vectors = biases.map((vector) => reordered(cell, vector));
  return tf.concat([...rows, ...vectors]) as tf.Tensor1D;
}

/**
 * The weights' derivatives from those of the vector.
 * @param flat (parameterCount)
 */
export function unpackParameters(
  cell: Cell,
  flat: tf.Tensor1D,
  [input, hidden]: readonly [input: number, hidden: number],
): MatrixWeights {
  const width = cell.gates.length * hidden;
  const sizes = [width * input, width * hidden, width, width];
  const [fromInput, recurrent, bias, recurrentBias] = tf.split(flat, sizes) as tf.Tensor1D[];
  const kernel = (rows: tf.Tensor1D, columns: number) =>
    reordered(cell, tf.transpose(tf.reshape(rows, [width, columns]) as tf.Tensor2D));
  return {
    inputKernel: kernel(fromInput!, input),
    recurrentKernel: kernel(recurrent!, hidden),
    bias: reordered(cell, bias!),
    recurrentBias: cell.hasRecurrentBias ? reordered(cell, recurrentBias!) : null,
  };
}

/** Blocks of the last axis, one for each gate, in the other order. */
function reordered<T extends tf.Tensor>(cell: Cell, tensor: T): T {
  const order = gateOrder(cell);
  const axis = tensor.rank - 1;
  if (order.every((from, to) => from === to)) return tensor;
  const blocks = tf.split(tensor, order.length, axis);
  return tf.concat(
    order.map((from) => blocks[from]!),
    axis,
  ) as T;
}
