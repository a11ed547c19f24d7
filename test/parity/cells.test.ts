import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { kernels } from '../../src/kernels/index.ts';
import type { SequenceKernel } from '../../src/kernels/kernel.ts';
import type { Cell, CellId } from '../../src/models/cells/cell.ts';
import { cells } from '../../src/models/cells/index.ts';
import { weightNames } from '../../src/models/cells/weights.ts';
import { answer, relativeError, usualCells } from '../support/recurrent.ts';
import { Fixture } from './fixture.ts';

const { device } = await loadBackend();
const tolerance = 1e-5;

/** Fixtures of make-cell-fixtures.py by cell; more than one where sizes change the equations. */
const fixtures: Readonly<Partial<Record<CellId, readonly string[]>>> = {
  sru: ['cell-sru', 'cell-sru-square'],
};

const cases = cells
  .filter((cell) => !usualCells.includes(cell))
  .flatMap((cell) =>
    (fixtures[cell.id] ?? [`cell-${cell.id}`]).flatMap((name) =>
      kernels
        .filter((kernel) => kernel.supports({ cell, shape: { input: 5, hidden: 8 }, device }))
        .map((kernel): [string, string, Cell, SequenceKernel] => [name, kernel.id, cell, kernel]),
    ),
  );

/** Of the norm; of a gradient that is all but none (what a normalisation divides out), of 1 %. */
function errorOf(actual: tf.Tensor, expected: tf.Tensor): number {
  const size = tf.norm(expected).dataSync()[0]!;
  return relativeError(actual, expected) * Math.min(1, size / 0.01);
}

/** A stabiliser scales some states: what they are then worth only outputs tell. */
function probesOf(cell: Cell, fixture: Fixture): tf.Tensor[] {
  const states = cell.states.map((state) =>
    fixture.has(`probe.${state}_n`)
      ? fixture.tensor(`probe.${state}_n`)
      : tf.zerosLike(fixture.tensor(`${state}_0`)),
  );
  return [fixture.tensor('probe.outputs'), ...states];
}

test.each(cases)(
  '%s by %s: values and gradients agree with the paper’s equations to 1e-5',
  (name, _, cell, kernel) => {
    const fixture = new Fixture(name);
    const initial = (prefix: string) =>
      cell.states.map((state) => fixture.tensor(`${prefix}${state}_0`) as tf.Tensor2D);
    const weights = (prefix: string) =>
      weightNames(cell).map((weight) => fixture.tensor(`${prefix}${weight}`));
    const actual = answer(kernel, {
      cell,
      x: fixture.tensor('x') as tf.Tensor3D,
      states: initial(''),
      weights: weights(''),
      probes: probesOf(cell, fixture),
    });
    expect(relativeError(actual.values[0]!, fixture.tensor('outputs'))).toBeLessThan(tolerance);
    for (const [i, state] of cell.states.entries()) {
      if (!fixture.has(`${state}_n`)) continue;
      const expected = fixture.tensor(`${state}_n`);
      expect(relativeError(actual.values[1 + i]!, expected), state).toBeLessThan(tolerance);
    }
    const expected = [
      fixture.tensor('gradient.x'),
      ...initial('gradient.'),
      ...weights('gradient.'),
    ];
    expect(actual.gradients).toHaveLength(expected.length);
    for (const [i, gradient] of expected.entries()) {
      expect(errorOf(actual.gradients[i]!, gradient), `gradient ${i}`).toBeLessThan(tolerance);
    }
  },
);
