import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { runInSegments } from '../../src/kernels/in-segments.ts';
import { kernels } from '../../src/kernels/index.ts';
import { type SequenceKernel, sequenceFeatures } from '../../src/kernels/kernel.ts';
import type { Cell } from '../../src/models/cells/cell.ts';
import { cells } from '../../src/models/cells/index.ts';
import { answer, relativeError, sequenceCase, weightsFromList } from '../support/recurrent.ts';

const { device } = await loadBackend();

const combinations = kernels.flatMap((kernel) =>
  cells
    .filter((cell) => kernel.supports({ cell, shape: { input: 4, hidden: 4 }, device }))
    .map((cell): [string, SequenceKernel, Cell] => [`${kernel.id}, ${cell.id}`, kernel, cell]),
);
const inSegments = (kernel: SequenceKernel, count: number): SequenceKernel => ({
  ...kernel,
  run: (...inputs) => runInSegments(kernel, count, inputs),
});

describe.each(combinations)('%s in segments', (_, kernel, cell) => {
  const features = sequenceFeatures.filter((feature) =>
    kernel.supports({ ...{ cell, device }, shape: { input: 4, hidden: 4 }, features: [feature] }),
  );

  test.each([3, 50])('%i: values and gradients are those of the whole', (count) => {
    const sizes = { time: 7, batch: 4, input: 3, hidden: 5 };
    for (const options of features.length > 0 ? [[], features] : [[]]) {
      const given = sequenceCase(cell, sizes, 19, options);
      const before = tf.memory().numTensors;
      const expected = answer(kernel, given);
      const actual = answer(inSegments(kernel, count), given);
      const right = [...expected.values, ...expected.gradients];
      const found = [...actual.values, ...actual.gradients];
      expect(found).toHaveLength(right.length);
      for (const [i, tensor] of found.entries()) {
        // Of a small slope (what an mLSTM's normalisation all but divides out), of a tenth instead.
        const size = tf.tidy(() => tf.norm(right[i]!).dataSync()[0]!);
        const error = relativeError(tensor, right[i]!) * Math.min(1, size / 0.1);
        expect(error, `tensor ${i}`).toBeLessThan(1e-5);
      }
      tf.dispose([...right, ...found]);
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  // A simple RNN written out by hand keeps hardly more than its outputs anyway.
  const keepsMuch = cell.id !== 'rnn' || kernel.id === 'reference';
  test.each(keepsMuch ? [8] : [])(
    '%i: less is kept between the way forth and the way back',
    (count) => {
      const given = sequenceCase(cell, { time: 32, batch: 8, input: 4, hidden: 16 }, 23);
      const kept = (which: SequenceKernel) => {
        let bytes = 0;
        const before = tf.memory().numBytes;
        const gradients = tf.grads((x, ...weights) => {
          const used = weightsFromList(cell, weights);
          const { outputs } = which.run(cell, x as tf.Tensor3D, given.states, used);
          const loss = tf.sum(outputs);
          bytes = tf.memory().numBytes - before;
          return loss;
        })([given.x, ...given.weights]);
        tf.dispose(gradients);
        return bytes;
      };
      expect(kept(inSegments(kernel, count))).toBeLessThan(kept(kernel));
    },
  );
});
