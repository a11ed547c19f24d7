import { UnrollError } from '../contract/index.ts';
import type { Cell, CellId } from './cells/cell.ts';

/** A matrix or vector without tensors: row-major values; a vector has one row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** Weights of one layer in one direction as Unroll stores them: see `CellWeights`. */
export interface LayerWeights {
  readonly inputKernel: Matrix;
  readonly recurrentKernel: Matrix;
  readonly bias: Matrix;
  readonly recurrentBias: Matrix | null;
}

/** torch.nn.RNN, LSTM and GRU: one row for each gate's unit, and always two biases. */
export interface TorchWeights {
  /** (gates * hidden, input) */
  readonly weight_ih: Matrix;
  /** (gates * hidden, hidden) */
  readonly weight_hh: Matrix;
  /** (gates * hidden) */
  readonly bias_ih: Matrix;
  /** (gates * hidden) */
  readonly bias_hh: Matrix;
}

/** keras.layers.SimpleRNN, LSTM and GRU. */
export interface KerasWeights {
  /** (input, gates * hidden) */
  readonly kernel: Matrix;
  /** (hidden, gates * hidden) */
  readonly recurrentKernel: Matrix;
  /** (gates * hidden), or (2, gates * hidden) for a GRU with `reset_after`: input, recurrent. */
  readonly bias: Matrix;
}

/** Gate names in the column order of each tool; null where it has no such cell. */
export const torchGates: Readonly<Record<CellId, readonly string[] | null>> = {
  rnn: ['hidden'],
  lstm: ['input', 'forget', 'candidate', 'output'],
  gru: ['reset', 'update', 'candidate'],
  // torch has only the GRU with the reset after the product.
  'gru-reset-before': null,
  mingru: null,
  minlstm: null,
  sru: null,
  indrnn: null,
  lru: null,
  slstm: null,
  mlstm: null,
};
const kerasGates: Readonly<Partial<Record<CellId, readonly string[]>>> = {
  rnn: ['hidden'],
  lstm: ['input', 'forget', 'candidate', 'output'],
  gru: ['update', 'reset', 'candidate'],
  'gru-reset-before': ['update', 'reset', 'candidate'],
};

/**
 * From PyTorch. Two biases are added up where the cell has one.
 * @throws UnrollError for a cell that PyTorch does not have, and for shapes that do not fit
 */
export function fromTorch(cell: Cell, weights: TorchWeights): LayerWeights {
  const from = torchOrder(cell);
  const hidden = weights.weight_hh.columns;
  const reorder = (matrix: Matrix) => permuteBlocks(matrix, hidden, from, cell.gates);
  checkWidth(cell, hidden, weights.weight_ih.rows);
  const bias = reorder(weights.bias_ih);
  const recurrentBias = reorder(weights.bias_hh);
  return {
    inputKernel: reorder(transpose(weights.weight_ih)),
    recurrentKernel: reorder(transpose(weights.weight_hh)),
    bias: cell.hasRecurrentBias ? bias : sum(bias, recurrentBias),
    recurrentBias: cell.hasRecurrentBias ? recurrentBias : null,
  };
}

/**
 * To PyTorch; the second bias is zero where the cell has one.
 * @throws UnrollError for a cell that PyTorch does not have
 */
export function toTorch(cell: Cell, weights: LayerWeights): TorchWeights {
  const to = torchOrder(cell);
  const hidden = weights.recurrentKernel.rows;
  const reorder = (matrix: Matrix) => permuteBlocks(matrix, hidden, cell.gates, to);
  return {
    weight_ih: transpose(reorder(weights.inputKernel)),
    weight_hh: transpose(reorder(weights.recurrentKernel)),
    bias_ih: reorder(weights.bias),
    bias_hh: reorder(weights.recurrentBias ?? zeros(1, weights.bias.columns)),
  };
}

/**
 * From Keras. A GRU's update gate is the same in both: h_t = z_t h_{t-1} + (1 - z_t) n_t.
 * @throws UnrollError for a cell that Keras does not have, and for shapes that do not fit
 */
export function fromKeras(cell: Cell, weights: KerasWeights): LayerWeights {
  const from = kerasOrder(cell);
  const hidden = weights.recurrentKernel.rows;
  const reorder = (matrix: Matrix) => permuteBlocks(matrix, hidden, from, cell.gates);
  checkWidth(cell, hidden, weights.kernel.columns);
  const biases = cell.hasRecurrentBias ? 2 : 1;
  if (weights.bias.rows !== biases) {
    throw misfit(`the bias has ${weights.bias.rows} rows, ${cell.label} needs ${biases}`);
  }
  return {
    inputKernel: reorder(weights.kernel),
    recurrentKernel: reorder(weights.recurrentKernel),
    bias: reorder(row(weights.bias, 0)),
    recurrentBias: cell.hasRecurrentBias ? reorder(row(weights.bias, 1)) : null,
  };
}

/**
 * To Keras.
 * @throws UnrollError for a cell that Keras does not have
 */
export function toKeras(cell: Cell, weights: LayerWeights): KerasWeights {
  const to = kerasOrder(cell);
  const hidden = weights.recurrentKernel.rows;
  const reorder = (matrix: Matrix) => permuteBlocks(matrix, hidden, cell.gates, to);
  const bias = reorder(weights.bias);
  return {
    kernel: reorder(weights.inputKernel),
    recurrentKernel: reorder(weights.recurrentKernel),
    bias: weights.recurrentBias === null ? bias : stackRows(bias, reorder(weights.recurrentBias)),
  };
}

function torchOrder(cell: Cell): readonly string[] {
  const order = torchGates[cell.id];
  if (order !== null) return order;
  const why = cell.id === 'gru-reset-before' ? ': its GRU resets the state after the product' : '';
  throw new UnrollError({
    code: 'no-such-cell-there',
    message: `PyTorch has no ${cell.label}${why}.`,
    hint: 'Train with cell rnn, lstm or gru to exchange weights with PyTorch.',
  });
}

function kerasOrder(cell: Cell): readonly string[] {
  const order = kerasGates[cell.id];
  if (order !== undefined) return order;
  throw new UnrollError({
    code: 'no-such-cell-there',
    message: `Keras has no ${cell.label}.`,
    hint: 'Train with cell rnn, lstm or gru to exchange weights with Keras.',
  });
}

function checkWidth(cell: Cell, hidden: number, width: number): void {
  if (width === cell.gates.length * hidden) return;
  throw misfit(
    `${width} columns are not ${cell.gates.length} gates of ${hidden} units (${cell.label})`,
  );
}

function misfit(detail: string): UnrollError {
  return new UnrollError({
    code: 'weights-do-not-fit',
    message: `The weights do not fit the cell: ${detail}.`,
    hint: 'Check which cell the weights were trained with.',
  });
}

/** Blocks of `width` columns from one order of names to another. */
function permuteBlocks(
  matrix: Matrix,
  width: number,
  from: readonly string[],
  to: readonly string[],
): Matrix {
  const values = new Float32Array(matrix.values.length);
  for (let r = 0; r < matrix.rows; r++) {
    const start = r * matrix.columns;
    for (const [target, name] of to.entries()) {
      const source = start + from.indexOf(name) * width;
      values.set(matrix.values.subarray(source, source + width), start + target * width);
    }
  }
  return { ...matrix, values };
}

/** Rows become columns. */
export function transpose({ rows, columns, values }: Matrix): Matrix {
  const swapped = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) swapped[c * rows + r] = values[r * columns + c]!;
  }
  return { rows: columns, columns: rows, values: swapped };
}

function sum(a: Matrix, b: Matrix): Matrix {
  return { ...a, values: a.values.map((value, i) => value + b.values[i]!) };
}

function zeros(rows: number, columns: number): Matrix {
  return { rows, columns, values: new Float32Array(rows * columns) };
}

function row(matrix: Matrix, index: number): Matrix {
  const start = index * matrix.columns;
  const values = matrix.values.slice(start, start + matrix.columns);
  return { rows: 1, columns: matrix.columns, values };
}

function stackRows(a: Matrix, b: Matrix): Matrix {
  const values = new Float32Array(a.values.length + b.values.length);
  values.set(a.values);
  values.set(b.values, a.values.length);
  return { rows: a.rows + b.rows, columns: a.columns, values };
}
