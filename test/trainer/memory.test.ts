import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { type DataFile, parseSettings, type Settings } from '../../src/contract/index.ts';
import { tasks } from '../../src/tasks/index.ts';
import { createOptimizer } from '../../src/trainer/optimizers/index.ts';
import { trainingStep } from '../../src/trainer/training-step.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import {
  smallPairs,
  smallPieces,
  smallRecordings,
  smallShapes,
  smallTable,
  smallText,
} from './support/small-data.ts';

const patience = { pause: async () => false };
const cases: Record<
  string,
  { data: (folder: string) => DataFile | Promise<DataFile>; settings: Settings }
> = {
  forecasting: { data: smallTable, settings: {} },
  classification: { data: smallShapes, settings: { val_fraction: 0.2 } },
  'language-model': { data: smallText, settings: { bptt: 8 } },
  translation: { data: smallPairs, settings: { tokens: 'word' } },
  polyphony: { data: smallPieces, settings: { excerpt_length: 8 } },
  speech: { data: smallRecordings, settings: { split: 'named', tokens: 'word', bands: 16 } },
};

describe('training keeps no tensor from step to step', () => {
  for (const task of tasks) {
    for (const cell of ['rnn', 'lstm', 'gru']) {
      it(`${task.descriptor.id} with ${cell}`, { timeout: 60_000 }, async () => {
        await loadBackend();
        const { data, settings: own } = cases[task.descriptor.id]!;
        const small = { cell, hidden_size: 8, num_layers: 2, dropout: 0.2, batch_size: 4 };
        const settings = parseSettings(task.descriptor.settings, { ...small, ...own });
        const file = await data(temporaryHome());
        const session = await task.open(file, settings, new Random(1), patience);
        const optimizer = createOptimizer(session.parameters, settings);
        const limits = { norm: 0.01, value: 0.5 };
        const counts: number[] = [];
        for (let step = 0; step < 12; step++) {
          while (!session.nextBatch());
          trainingStep(session, optimizer, new Random(step), limits, 1e-3);
          if (step % 4 === 3) {
            await session.evaluate('val', patience);
            await session.samples(step);
            session.state();
            optimizer.state();
          }
          counts.push(tf.memory().numTensors);
        }
        // The first steps and the first evaluation may lay something by.
        expect(new Set(counts.slice(4)).size, counts.join()).toBe(1);
        optimizer.dispose();
        session.dispose();
      });
    }
  }
});
