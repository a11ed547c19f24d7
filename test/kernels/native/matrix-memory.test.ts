import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { loadNativeKernels, setNativeThreads } from '../../../src/backend/native-kernels.ts';
import {
  gradientsAt,
  type MemoryAnswer,
  type MemoryInputs,
  matrixMemory,
} from '../../../src/backend/operations.ts';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { memoryInChunks } from '../../../src/kernels/scan/memory-in-chunks.ts';
import { randomTensor, relativeError } from '../../support/recurrent.ts';

await loadBackend();
const kernels = loadNativeKernels();

const names = [
  ...['query', 'key', 'value', 'input', 'logForget'],
  ...['matrix', 'normalizer', 'm'],
] as const;

/** One unit a head, some registers and a rest, several spans, and more steps than a chunk has. */
const sizes = [
  { time: 1, batch: 1, heads: 1, width: 1 },
  { time: 5, batch: 3, heads: 2, width: 7 },
  { time: 9, batch: 2, heads: 4, width: 16 },
  { time: 3, batch: 1, heads: 1, width: 150 },
  { time: 130, batch: 2, heads: 2, width: 20 },
];

function memory({ time, batch, heads, width }: (typeof sizes)[number]) {
  const random = new Random(4);
  const make = (...shape: number[]) => randomTensor(shape, random);
  const hidden = heads * width;
  const inputs = [
    ...[make(time, batch, hidden), make(time, batch, hidden), make(time, batch, hidden)],
    make(time, batch, heads),
    tf.neg(tf.abs(make(time, batch, heads))),
    ...[make(batch, hidden * width), make(batch, hidden), make(batch, heads)],
  ];
  const probes = [
    make(time, batch, hidden),
    ...[make(batch, hidden * width), make(batch, hidden), make(batch, heads)],
  ];
  return { inputs, probes };
}

function answersOf(
  run: (given: MemoryInputs) => MemoryAnswer | null,
  { inputs, probes }: ReturnType<typeof memory>,
): tf.Tensor[] {
  const valuesOf = (given: readonly tf.Tensor[]) => {
    const named = Object.fromEntries(names.map((name, i) => [name, given[i]!]));
    const { read, matrix, normalizer, m } = run(named as unknown as MemoryInputs)!;
    return [read, matrix, normalizer, m];
  };
  const loss = (...given: tf.Tensor[]) =>
    tf.addN(valuesOf(given).map((value, i) => tf.sum(tf.mul(value, probes[i]!)))) as tf.Scalar;
  return [...valuesOf(inputs), ...gradientsAt(loss, inputs)];
}

test('the compiled kernels are there', () => {
  expect(kernels.state).toBe('ready');
});

describe.each(sizes)('$time x $batch, $heads heads of $width', (size) => {
  test('step by step agrees with chunks to 2e-5, values and derivatives', () => {
    const given = memory(size);
    const expected = answersOf(memoryInChunks, given);
    for (const [i, actual] of answersOf(matrixMemory, given).entries()) {
      const name = i < 4 ? `value ${i}` : `derivative by ${names[i - 4]}`;
      expect(relativeError(actual, expected[i]!), name).toBeLessThan(2e-5);
    }
  });

  test('one thread and two give the same bits', () => {
    const given = memory(size);
    const values = [1, 2].map((threads) => {
      setNativeThreads(threads);
      return answersOf(matrixMemory, given).map((tensor) => [...tensor.dataSync()]);
    });
    expect(values[1]).toEqual(values[0]);
  });
});

test('heads that do not divide the units are refused', () => {
  const { inputs } = memory(sizes[1]!);
  const named = Object.fromEntries(names.map((name, i) => [name, inputs[i]!]));
  const wrong = { ...named, input: tf.zeros([5, 3, 3]), logForget: tf.zeros([5, 3, 3]) };
  const given = { ...wrong, m: tf.zeros([3, 3]) } as unknown as MemoryInputs;
  expect(() => matrixMemory(given)).toThrow(/14 units cannot be divided into 3 heads/);
});
