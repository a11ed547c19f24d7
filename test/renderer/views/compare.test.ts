import { describe, expect, it } from 'vitest';
import type { Curve } from '../../../renderer/charts/curves/data.ts';
import { bandOf } from '../../../renderer/views/compare/bands.ts';
import { colouring, differingSettings } from '../../../renderer/views/compare/colouring.ts';
import {
  axisFor,
  paretoFront,
  scatterOf,
  withinBrushes,
} from '../../../renderer/views/compare/run-plane.ts';
import { runColor } from '../../../src/contract/index.ts';
import { runRecord } from '../../support/run.ts';

const curve = (xs: number[], values: number[]): Curve => ({
  ...{ id: 'a', label: 'a', color: '#000000', pale: false },
  ...{ xs, values, minima: values, maxima: values },
});

describe('a band', () => {
  it('is the mean with the lowest and the highest, read between points, over what is there', () => {
    const band = bandOf([curve([0, 10, 20], [1, 3, 5]), curve([10, 30], [5, 9])], curve([], []));
    expect([...(band.xs as Float64Array)]).toEqual([0, 10, 20, 30]);
    expect([...(band.values as Float64Array)]).toEqual([1, 4, 6, 9]);
    expect([...(band.minima as Float64Array)]).toEqual([1, 3, 5, 9]);
    expect([...(band.maxima as Float64Array)]).toEqual([1, 5, 7, 9]);
  });

  it('bears gaps and curves without points', () => {
    const band = bandOf([curve([0, 1], [Number.NaN, 2]), curve([], [])], curve([], []));
    expect([...(band.values as Float64Array)]).toEqual([Number.NaN, 2]);
  });
});

const runs = [
  runRecord({
    id: 1,
    color: 0,
    settings: { lr: 0.1, cell: 'gru', seed: 1 },
    seconds: 10,
    best: { 'val/nats': 3 },
  }),
  runRecord({
    id: 2,
    color: 1,
    settings: { lr: 0.001, cell: 'lstm', seed: 1 },
    seconds: 20,
    best: { 'val/nats': 2 },
  }),
  runRecord({
    id: 3,
    color: 2,
    settings: { lr: 0.01, cell: 'gru', seed: 1 },
    seconds: 30,
    best: { 'val/nats': 2.5 },
  }),
];

describe('colours', () => {
  it('are each run’s own, or those of a setting’s values', () => {
    expect(colouring(runs, null, 'light').colors.get(2)).toBe(runColor(1, 'light'));
    const { colors, legend } = colouring(runs, 'cell', 'light');
    expect(colors.get(1)).toBe(colors.get(3));
    expect(colors.get(1)).not.toBe(colors.get(2));
    expect(legend.map(({ label }) => label)).toEqual(['cell = gru', 'cell = lstm']);
  });

  it('become shades in order where there are many numbers', () => {
    const many = Array.from({ length: 9 }, (_, i) => runRecord({ id: i + 1, settings: { lr: i } }));
    const { colors, legend } = colouring(many, 'lr', 'dark');
    expect(new Set(colors.values()).size).toBe(9);
    expect(legend.map(({ label }) => label)).toEqual(['lr = 0', 'lr = 8']);
  });

  it('are offered for settings that differ', () => {
    expect(differingSettings(runs)).toEqual(['lr', 'cell']);
  });
});

describe('runs in a plane', () => {
  it('have a front of those that none beats in both', () => {
    const points = [
      { x: 1, y: 5 },
      { x: 2, y: 3 },
      { x: 3, y: 4 },
      { x: 4, y: 3 },
      { x: Number.NaN, y: 0 },
    ];
    expect(paretoFront(points, 'min', 'min')).toEqual([points[0], points[1]]);
    expect(paretoFront(points, 'min', 'max')).toEqual([points[0]]);
    expect(paretoFront(points, 'none', 'min')).toEqual([]);
    const plane = scatterOf(
      runs,
      axisFor('seconds', 's', runs),
      axisFor('metric:val/nats', 'nats', runs),
      new Map(),
      '#123456',
    );
    expect(plane.points.map(({ weight }) => weight)).toEqual(['best', 'best', 'normal']);
  });

  it('are left where they lie within all marks', () => {
    const axes = [axisFor('setting:lr', 'lr', runs), axisFor('setting:cell', 'cell', runs)];
    expect(axes[0]).toMatchObject({ scaling: 'log', names: [] });
    expect(axes[1]).toMatchObject({ names: ['gru', 'lstm'] });
    const left = (brushes: Record<string, [number, number]>) =>
      runs.filter((run) => withinBrushes(run, axes, brushes)).map(({ id }) => id);
    expect(left({ 'setting:lr': [0.005, 1] })).toEqual([1, 3]);
    expect(left({ 'setting:lr': [0.005, 1], 'setting:cell': [0.5, 1.5] })).toEqual([]);
    expect(left({})).toEqual([1, 2, 3]);
  });
});
