import { describe, expect, it } from 'vitest';
import type { ChartTheme } from '../../../renderer/charts/chart.ts';
import {
  dependence,
  fitted,
  mostAxes,
  mostLines,
  tellingAxes,
} from '../../../renderer/charts/parallel/fit.ts';
import { type ParallelData, parallel } from '../../../renderer/charts/parallel/index.ts';

const theme: ChartTheme = {
  text: '#111111',
  muted: '#777777',
  grid: '#dddddd',
  baseline: '#888888',
  background: '#ffffff',
  font: 'Inter',
};

/** Numbers from 0 to 1 that look random and are always the same. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Many trials over 40 settings: the result goes by the 31st and, through names, by the 7th. */
function manyTrials(count: number): ParallelData {
  const random = uniform(7);
  const number = { scaling: 'linear' as const, names: [], whole: false };
  const settings = Array.from({ length: 40 }, (_, i) =>
    i === 6
      ? { label: 'cell', scaling: 'linear' as const, names: ['gru', 'lstm', 'rnn'], whole: true }
      : { label: `setting ${i}`, ...number },
  );
  const lines = Array.from({ length: count }, () => {
    const values = settings.map(({ names }) =>
      names.length > 0 ? Math.floor(random() * names.length) : random(),
    );
    const loss = 1 - values[30]! + (values[6] === 1 ? 0 : 0.6) + 0.1 * random();
    return { values: [...values, loss], merit: -loss };
  });
  return { axes: [...settings, { label: 'loss', ...number }], lines, color: '#0072b2' };
}

describe('parallel coordinates of 10,000 trials over 40 settings', () => {
  const data = manyTrials(10_000);
  const axes = tellingAxes(data, 1);
  const shown = fitted(data, axes);

  it('show the settings that the result goes along with, and the result', () => {
    expect(axes).toHaveLength(mostAxes);
    expect(axes).toContain(30);
    expect(axes).toContain(6);
    expect(axes.at(-1)).toBe(40);
    expect(axes).toEqual(axes.toSorted((a, b) => a - b));
  });

  it('show the best', () => {
    expect(shown.lines).toHaveLength(mostLines);
    const losses = data.lines.map(({ values }) => values[40]!).sort((a, b) => a - b);
    expect(Math.max(...shown.lines.map(({ values }) => values.at(-1)!))).toBe(
      losses[mostLines - 1],
    );
    const [first] = shown.lines;
    expect(first!.values).toHaveLength(mostAxes);
  });

  it('draw as many lines as are shown', () => {
    const frame = { width: 900, height: 260, theme };
    const scene = parallel.scene(shown, frame);
    expect(scene.marks).toHaveLength(mostLines);
    expect(scene.grid).toHaveLength(mostAxes);
  });

  it('leave out nothing where all has room', () => {
    const few = manyTrials(20);
    expect(tellingAxes({ ...few, axes: few.axes.slice(35) }, 1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(fitted(few, [0, 40]).lines).toHaveLength(20);
  });
});

describe('how far a result goes along with a setting', () => {
  const numbers = { names: [] };
  const names = { names: ['a', 'b'] };

  it('is the square of the rank correlation of numbers', () => {
    // scipy.stats.spearmanr([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]).statistic is 0.8.
    expect(dependence(numbers, [1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(0.64, 12);
    expect(dependence(numbers, [1, 1, 1, 1], [2, 1, 4, 3])).toBe(0);
  });

  it('is the share between names, nothing being expected of chance', () => {
    expect(dependence(names, [0, 0, 0, 1, 1, 1], [1, 2, 3, 7, 8, 9])).toBeGreaterThan(0.6);
    expect(dependence(names, [0, 1, 0, 1, 0, 1], [1, 2, 3, 4, 5, 6])).toBeLessThan(0.1);
  });

  it('leaves out what was not measured', () => {
    expect(dependence(numbers, [1, 2, NaN, 4, 5, 6], [1, 2, 9, NaN, 5, 6])).toBeCloseTo(1, 12);
    expect(dependence(numbers, [1, NaN], [1, 2])).toBe(0);
  });
});
