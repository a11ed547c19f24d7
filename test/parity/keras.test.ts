import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { kernels } from '../../src/kernels/index.ts';
import type { Cell } from '../../src/models/cells/cell.ts';
import { fromKeras } from '../../src/models/weight-layouts.ts';
import { relativeError, usualCells, weightsFromList } from '../support/recurrent.ts';
import { Fixture, tensorsOf } from './fixture.ts';

const { device } = await loadBackend();

test.each(usualCells.map((cell): [string, Cell] => [cell.id, cell]))(
  '%s: outputs from Keras weights agree to 1e-4 of their norm',
  (id, cell) => {
    const fixture = new Fixture(`keras-${id}`);
    const layer = fromKeras(cell, {
      kernel: fixture.matrix('kernel'),
      recurrentKernel: fixture.matrix('recurrent_kernel'),
      bias: fixture.matrix('bias'),
    });
    const x = fixture.tensor('x') as tf.Tensor3D;
    const hidden = layer.recurrentKernel.rows;
    const initial = cell.states.map(() => tf.zeros<tf.Rank.R2>([x.shape[1], hidden]));
    for (const kernel of kernels) {
      const shape = { input: x.shape[2], hidden };
      if (!kernel.supports({ cell, shape, device })) continue;
      const { outputs } = kernel.run(cell, x, initial, weightsFromList(cell, tensorsOf(layer)));
      expect(relativeError(outputs, fixture.tensor('outputs')), kernel.id).toBeLessThan(1e-4);
    }
  },
);
