import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { checkSettings, type Settings } from '../../../src/contract/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { IntervalErrors, reportedLevels } from '../../../src/tasks/forecasting/interval-errors.ts';
import { Measurement } from '../../../src/tasks/forecasting/measure.ts';
import { NaiveIntervals } from '../../../src/tasks/forecasting/naive-intervals.ts';
import { percentiles } from '../../../src/tasks/forecasting/outputs/quantile-grid.ts';
import { planForecasting } from '../../../src/tasks/forecasting/plan.ts';

const rows = 2000;

function planOf(columns: ReadonlyMap<string, Float64Array>) {
  const given: Settings = { input_length: 4, horizon: 3, normalization: 'none' };
  const { values } = checkSettings(taskDescriptor('forecasting').settings, given);
  return planForecasting({ rows, columns, times: null }, values);
}

/** A walk whose steps are standard normal: h steps ahead the last value misses by sqrt(h). */
function walk(): Float64Array {
  const random = new Random(5);
  let place = 0;
  return Float64Array.from({ length: rows }, () => {
    place += random.normal();
    return place;
  });
}

describe('intervals of a naive forecast', () => {
  const plan = planOf(new Map([['walk', walk()]]));
  const lastValue = plan.naive.find(({ name }) => name === 'last-value')!;
  const { std } = plan.series.scaler.channels[0]!;
  const intervals = new NaiveIntervals(lastValue, plan.series, plan.origins.train, 3, percentiles);

  it('widen with the square root of the steps ahead', () => {
    const quantiles = new Float64Array(percentiles.length);
    for (const step of [0, 1, 2]) {
      intervals.quantiles(0, step, 0, quantiles);
      const halfWidth = (std * (quantiles[89]! - quantiles[9]!)) / 2;
      // Quantile 0.9 of the standard normal: 1.2816.
      expect(Math.abs(halfWidth / (1.2816 * Math.sqrt(step + 1)) - 1)).toBeLessThan(0.1);
    }
  });

  it('hold the share of the truth that they should, and give the score of their walk', () => {
    const measurement = new Measurement(plan, 'quantiles');
    measurement.addNaive(lastValue, intervals, plan.origins.test);
    const metrics = measurement.metrics();
    expect(Math.abs(metrics['coverage_50']! - 0.5)).toBeLessThan(0.12);
    expect(Math.abs(metrics['coverage_80']! - 0.8)).toBeLessThan(0.12);
    expect(Math.abs(metrics['coverage_90']! - 0.9)).toBeLessThan(0.1);
    // The normal distribution scores its standard deviation over sqrt(pi) on average.
    const expected = [1, 2, 3].map((h) => Math.sqrt(h / Math.PI)).reduce((a, b) => a + b) / 3;
    expect(Math.abs((metrics['crps']! * std) / expected - 1)).toBeLessThan(0.12);
  });
});

describe('IntervalErrors', () => {
  const plan = planOf(new Map([['walk', walk()]]));

  it('weighs the pinball loss by the size of the truth, in original units', () => {
    const errors = new IntervalErrors(1, true);
    const quantiles = Float64Array.from(reportedLevels, () => 1);
    errors.add(0, 2, 50, quantiles, { crps: 0.5, likelihood: 1.5 });
    errors.add(0, 0, -30, quantiles, { crps: 1.5, likelihood: 0.5 });
    const metrics = errors.metrics(plan.series);
    const { std } = plan.series.scaler.channels[0]!;
    // The nine deciles: above by 1 costs the level, below by 1 its complement; both sum to 4.5.
    expect(metrics['wql']).toBeCloseTo((2 * (4.5 + 4.5) * std) / 9 / 80, 10);
    expect(metrics).toMatchObject({ crps: 1, nll: 1, coverage_90: 0, width_90: 0 });
  });

  it('has no metrics without a value', () => {
    expect(new IntervalErrors(1, false).metrics(plan.series)).toEqual({});
  });
});
