import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { chooseKernel, kernels } from '../../src/kernels/index.ts';
import type { SequenceKernel } from '../../src/kernels/kernel.ts';
import type { Cell } from '../../src/models/cells/cell.ts';
import { cells } from '../../src/models/cells/index.ts';
import { answer, sequenceCase } from '../support/recurrent.ts';

const { device } = await loadBackend();

/** The kernel and the cell of these ids, where the kernel runs the cell here. */
function pairOf(kernelId: string, cellId: string): readonly [SequenceKernel, Cell] | null {
  const kernel = kernels.find(({ id }) => id === kernelId)!;
  const cell = cells.find(({ id }) => id === cellId)!;
  return kernel.supports({ cell, shape: { input: 4, hidden: 4 }, device }) ? [kernel, cell] : null;
}

describe('operations that run', () => {
  afterEach(() => vi.restoreAllMocks());

  function operationNames(kernel: SequenceKernel, cell: Cell): Map<string, number> {
    const counts = new Map<string, number>();
    const backend = tf.backend() as unknown as {
      executeSingleOutput(name: string): tf.Tensor;
      executeMultipleOutputs(name: string): tf.Tensor[];
      binding: object;
    };
    const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
    const single = backend.executeSingleOutput.bind(backend);
    const multiple = backend.executeMultipleOutputs.bind(backend);
    vi.spyOn(backend, 'executeSingleOutput').mockImplementation((name, ...rest) => {
      count(name);
      return single(name, ...rest);
    });
    vi.spyOn(backend, 'executeMultipleOutputs').mockImplementation((name, ...rest) => {
      count(name);
      return multiple(name, ...rest);
    });
    answer(kernel, sequenceCase(cell, { time: 8, batch: 2, input: 3, hidden: 4 }, 1));
    return counts;
  }

  const fused: readonly [string, string, readonly (readonly [string, number])[]][] = [
    // Once for the values and once for the gradient, which runs forward again.
    [
      'tensorflow-block',
      'lstm',
      [
        ['BlockLSTM', 2],
        ['BlockLSTMGrad', 1],
      ],
    ],
    [
      'tensorflow-block',
      'gru-reset-before',
      [
        ['GRUBlockCell', 16],
        ['GRUBlockCellGrad', 8],
      ],
    ],
    [
      'tensorflow-bptt',
      'lstm',
      [
        ['BlockLSTM', 2],
        ['LSTMBlockCellGrad', 8],
        ['MatMul', 8 + 3],
      ],
    ],
    [
      'tensorflow-bptt',
      'rnn',
      [
        ['TanhGrad', 8],
        ['MatMul', 2 * 9 + 8 + 3],
      ],
    ],
    [
      'tensorflow-bptt',
      'gru',
      [
        ['MatMul', 2 * 9 + 8 + 3],
        ['SigmoidGrad', 1],
      ],
    ],
    ['tensorflow-bptt', 'gru-reset-before', [['MatMul', 2 * 17 + 16 + 4]]],
  ];
  const possible = fused.filter(([kernel, cell]) => pairOf(kernel, cell) !== null);

  test('every fast kernel is there with the native library, none without', () => {
    expect(possible).toHaveLength(device === 'wasm' ? 0 : fused.length);
  });

  test.each(possible)(
    '%s, %s: the fused ones, as often as there are steps',
    (id, cellId, expected) => {
      const counts = operationNames(...pairOf(id, cellId)!);
      for (const [operation, times] of expected)
        expect([operation, counts.get(operation)]).toEqual([operation, times]);
    },
  );
});

describe('choice', () => {
  const shape = { input: 8, hidden: 8 };

  test('automatic takes the first kernel in the list that supports the case', () => {
    for (const cell of cells) {
      const first = kernels.find((kernel) => kernel.supports({ cell, shape, device }));
      expect(chooseKernel({ cell, shape, device }).id).toBe(first?.id);
    }
  });

  test('a preferred kernel is taken where it supports the case, else the fastest that does', () => {
    const lstm = cells.find((cell) => cell.id === 'lstm')!;
    const rnn = cells.find((cell) => cell.id === 'rnn')!;
    expect(chooseKernel({ cell: lstm, shape, device }, 'reference').id).toBe('reference');
    expect(chooseKernel({ cell: rnn, shape, device }, 'tensorflow-block').id).toBe(
      chooseKernel({ cell: rnn, shape, device }).id,
    );
  });

  test('on WebAssembly the reference runs', () => {
    for (const cell of cells) {
      expect(chooseKernel({ cell, shape, device: 'wasm' }).id).toBe('reference');
    }
  });
});
