import { describe, expect, test } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import type { Cell } from '../../src/models/cells/cell.ts';
import { cellById, cells } from '../../src/models/cells/index.ts';
import {
  fromKeras,
  fromTorch,
  type LayerWeights,
  type Matrix,
  toKeras,
  toTorch,
} from '../../src/models/weight-layouts.ts';
import { usualCells } from '../support/recurrent.ts';

// That the orders are those of the tools themselves is shown by test/parity.

const random = new Random(4);
function matrix(rows: number, columns: number): Matrix {
  return {
    rows,
    columns,
    values: Float32Array.from({ length: rows * columns }, () => random.next()),
  };
}

function layer(cell: Cell, input: number, hidden: number): LayerWeights {
  const width = cell.gates.length * hidden;
  return {
    inputKernel: matrix(input, width),
    recurrentKernel: matrix(hidden, width),
    bias: matrix(1, width),
    recurrentBias: cell.hasRecurrentBias ? matrix(1, width) : null,
  };
}

describe.each(usualCells.map((cell): [string, Cell] => [cell.id, cell]))('%s', (_, cell) => {
  test('to Keras and back is the same', () => {
    const weights = layer(cell, 3, 4);
    expect(fromKeras(cell, toKeras(cell, weights))).toEqual(weights);
  });

  test('weights of another cell are refused', () => {
    const { kernel, recurrentKernel, bias } = toKeras(cell, layer(cell, 3, 4));
    const other = matrix(3, kernel.columns + 4);
    expect(() => fromKeras(cell, { kernel: other, recurrentKernel, bias })).toThrow(
      expect.objectContaining({ code: 'weights-do-not-fit' }),
    );
  });
});

test.each(usualCells.filter(({ id }) => id !== 'gru-reset-before'))(
  '$id: to PyTorch and back',
  (cell) => {
    const weights = layer(cell, 3, 4);
    expect(fromTorch(cell, toTorch(cell, weights))).toEqual(weights);
  },
);

test('torch orders an LSTM i, f, g, o in rows', () => {
  const weights: LayerWeights = {
    inputKernel: { rows: 1, columns: 4, values: Float32Array.of(1, 2, 3, 4) },
    recurrentKernel: { rows: 1, columns: 4, values: Float32Array.of(5, 6, 7, 8) },
    bias: { rows: 1, columns: 4, values: Float32Array.of(9, 10, 11, 12) },
    recurrentBias: null,
  };
  const torch = toTorch(cellById('lstm'), weights);
  expect(torch.weight_ih).toEqual({ rows: 4, columns: 1, values: Float32Array.of(1, 3, 2, 4) });
  expect(torch.bias_hh.values).toEqual(new Float32Array(4));
});

test('PyTorch has no GRU with the reset before', () => {
  const cell = cellById('gru-reset-before');
  expect(() => toTorch(cell, layer(cell, 2, 2))).toThrow(
    expect.objectContaining({ code: 'no-such-cell-there' }),
  );
});

test.each(cells.filter((cell) => !usualCells.includes(cell)))(
  '$id: neither PyTorch nor Keras has it, which is said',
  (cell) => {
    const weights = layer(cellById('gru'), 2, 2);
    const there = expect.objectContaining({
      code: 'no-such-cell-there',
      message: expect.stringContaining(cell.label),
    });
    expect(() => toTorch(cell, weights)).toThrow(there);
    expect(() => toKeras(cell, weights)).toThrow(there);
  },
);

test('a Keras GRU bias of the wrong kind is refused', () => {
  const before = cellById('gru-reset-before');
  const weights = toKeras(before, layer(before, 2, 3));
  expect(() => fromKeras(cellById('gru'), weights)).toThrow(
    expect.objectContaining({ code: 'weights-do-not-fit' }),
  );
});
