import { describe, expect, it } from 'vitest';
import {
  figuresOf,
  gainOver,
  rankedBaselines,
} from '../../../../renderer/views/runs/run-figures.ts';
import { runRecord } from '../../../support/run.ts';

const baselines = [
  { name: 'last-value', label: 'last value repeated', metrics: { 'val/mse': 1.222 } },
  { name: 'seasonal-24', label: 'yesterday repeated', metrics: { 'val/mse': 0.424 } },
  { name: 'unmeasured', label: 'unmeasured', metrics: { 'val/mae': 0.1 } },
];

describe('figuresOf', () => {
  it('compares the best value with the strongest baseline of the same metric', () => {
    const run = runRecord({ baselines, best: { 'val/mse': 0.36 } });
    const figures = figuresOf(run, 'val/mse');
    expect(figures.best).toBe(0.36);
    expect(figures.baseline).toEqual({
      name: 'seasonal-24',
      label: 'yesterday repeated',
      value: 0.424,
    });
    expect(figures.gain).toBeCloseTo((0.424 - 0.36) / 0.424, 12);
  });

  it('says a network that loses loses', () => {
    const figures = figuresOf(runRecord({ baselines, best: { 'val/mse': 0.5 } }), 'val/mse');
    expect(figures.gain).toBeCloseTo(-(0.5 - 0.424) / 0.424, 12);
  });

  it('knows nothing before the first measurement', () => {
    expect(figuresOf(runRecord({ baselines }), 'val/mse')).toMatchObject({
      best: null,
      gain: null,
    });
    expect(figuresOf(runRecord(), 'val/mse')).toMatchObject({ baseline: null, gain: null });
  });

  it('tells how much is done from the time left', () => {
    const running = runRecord({ state: 'running', seconds: 30, remainingSeconds: 90 });
    expect(figuresOf(running, 'val/mse').done).toBe(0.25);
    expect(figuresOf(runRecord({ state: 'running' }), 'val/mse').done).toBeNull();
    expect(figuresOf(runRecord(), 'val/mse').done).toBe(1);
  });
});

it('ranks by the direction of the metric', () => {
  const scored = [
    { name: 'a', label: 'a', metrics: { 'val/accuracy': 0.4 } },
    { name: 'b', label: 'b', metrics: { 'val/accuracy': 0.7 } },
  ];
  expect(rankedBaselines(scored, 'val/accuracy').map(({ name }) => name)).toEqual(['b', 'a']);
  expect(gainOver('val/accuracy', 0.9, 0.6)).toBeCloseTo(0.5, 12);
  expect(gainOver('lr', 1, 2)).toBeNull();
});
