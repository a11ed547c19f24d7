import type { CellId } from '../models/cells/cell.ts';
import type { KerasWeights, Matrix } from '../models/weight-layouts.ts';

/**
 * Weights of Keras' CuDNNLSTM and CuDNNGRU in the layout of its LSTM and GRU. There each gate's block
 * of the input kernel holds the memory of an (hidden, input) matrix under the shape (input, hidden),
 * each block of the recurrent kernel is transposed, and the biases of both products stand in one row:
 * an LSTM needs their sum only.
 */
export function fromCudnnBlocks(weights: KerasWeights, id: CellId): KerasWeights {
  const { kernel, recurrentKernel, bias } = weights;
  const hidden = recurrentKernel.rows;
  const width = kernel.columns;
  const first = bias.values.subarray(0, width);
  const second = bias.values.subarray(width);
  return {
    kernel: eachBlock(kernel, hidden, (block) => transposeOf(block, hidden, kernel.rows)),
    recurrentKernel: eachBlock(recurrentKernel, hidden, (block) =>
      transposeOf(block, hidden, hidden),
    ),
    bias:
      id === 'gru'
        ? { rows: 2, columns: width, values: bias.values }
        : { rows: 1, columns: width, values: first.map((value, i) => value + second[i]!) },
  };
}

/** Applies a change to the row-major values of every block of `width` columns. */
function eachBlock(
  matrix: Matrix,
  width: number,
  change: (block: Float32Array) => Float32Array,
): Matrix {
  const values = new Float32Array(matrix.values.length);
  for (let start = 0; start < matrix.columns; start += width) {
    const block = new Float32Array(matrix.rows * width);
    for (let row = 0; row < matrix.rows; row++) {
      const from = row * matrix.columns + start;
      block.set(matrix.values.subarray(from, from + width), row * width);
    }
    const changed = change(block);
    for (let row = 0; row < matrix.rows; row++) {
      values.set(changed.subarray(row * width, (row + 1) * width), row * matrix.columns + start);
    }
  }
  return { ...matrix, values };
}

/** Row-major values of (rows, columns) as those of (columns, rows). */
function transposeOf(values: Float32Array, rows: number, columns: number): Float32Array {
  const swapped = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) swapped[c * rows + r] = values[r * columns + c]!;
  }
  return swapped;
}
