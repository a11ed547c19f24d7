import { describe, expect, it } from 'vitest';
import {
  cmaStrategy,
  initialState,
  principalAxes,
  updated,
} from '../../src/search/samplers/cma-state.ts';
import fixture from './fixtures/cma.json';
import { completed, newStudy, run } from './support/objectives.ts';

describe('CMA-ES', () => {
  it.each(fixture)(
    'learns the same as the package cmaes in $dimension dimensions',
    ({ dimension, population, steps }) => {
      const strategy = cmaStrategy(dimension, population);
      let state = initialState(new Float64Array(dimension).fill(0.3), 0.2);
      for (const step of steps) {
        state = updated(
          state,
          strategy,
          step.points.map((point) => Float64Array.from(point)),
        );
        // Both in double precision; eigenvectors are computed by other routines.
        expect(Math.abs(state.sigma / step.sigma - 1)).toBeLessThan(1e-9);
        for (let i = 0; i < dimension; i++) {
          expect(Math.abs(state.mean[i]! - step.mean[i]!)).toBeLessThan(1e-10);
          for (let j = 0; j < dimension; j++) {
            const difference = state.covariance[i]![j]! - step.covariance[i]![j]!;
            expect(Math.abs(difference)).toBeLessThan(1e-9);
          }
        }
      }
    },
  );

  it('decomposes the covariance', () => {
    const state = initialState(new Float64Array(2), 1);
    const covariance = [Float64Array.of(2, 1), Float64Array.of(1, 2)];
    const { deviations } = principalAxes({ ...state, covariance });
    expect([...deviations].sort()).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(Math.sqrt(3), 12),
    ]);
  });

  it('follows a bent valley to its end', () => {
    const study = newStudy({
      sampler: { id: 'cmaes' },
      parameters: ['a', 'b', 'c'].map((name) => ({ name, type: 'float', low: -2, high: 2 })),
    });
    run(study, 900, ({ values }) => {
      const [a, b, c] = [Number(values.a), Number(values.b), Number(values.c)];
      const valley = (x: number, y: number): number => 100 * (y - x * x) ** 2 + (1 - x) ** 2;
      return completed(valley(a, b) + valley(b, c));
    });
    expect(study.best!.results![0]).toBeLessThan(1e-6);
  });

  it('keeps whole numbers and choices moving until the best are found', () => {
    const study = newStudy({
      sampler: { id: 'cmaes' },
      parameters: [
        { name: 'n', type: 'integer', low: 1, high: 100 },
        { name: 'cell', type: 'categorical', choices: ['rnn', 'lstm', 'gru', 'mlstm'] },
        { name: 'x', type: 'float', low: 0, high: 1 },
      ],
    });
    run(study, 250, ({ values }) => {
      const miss = Math.abs(Number(values.n) - 83) / 10 + Math.abs(Number(values.x) - 0.4);
      return completed(miss + (values.cell === 'gru' ? 0 : 2));
    });
    expect(study.best!.values).toMatchObject({ n: 83, cell: 'gru' });
    expect(study.best!.results![0]).toBeLessThan(0.02);
  });
});
