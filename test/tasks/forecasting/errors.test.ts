import { describe, expect, it } from 'vitest';
import { splitByCounts } from '../../../src/datasets/index.ts';
import { ForecastErrors, naiveTrainingErrors } from '../../../src/tasks/forecasting/errors.ts';
import { makeSeries } from '../../../src/tasks/forecasting/series.ts';

const { train } = splitByCounts(8, { train: 6, val: 1, test: 1 });
const series = makeSeries(
  new Map([
    ['a', Float64Array.of(0, 2, 4, 0, 2, 4, 0, 2)],
    ['b', Float64Array.of(0, 20, 40, 0, 20, 40, 0, 20)],
  ]),
  train,
);
const std = Math.sqrt(8 / 3);

describe('ForecastErrors', () => {
  it('gives scaled errors over all values and original ones over columns', () => {
    const errors = new ForecastErrors(2);
    errors.add(0, 1 / std);
    errors.add(0, -3 / std);
    errors.add(1, 2 / std);
    const values = errors.metrics(series, Float64Array.of(2 / std, 2 / std));
    expect(values['mse']).toBeCloseTo((1 + 9 + 4) / 3 / (8 / 3), 10);
    expect(values['mae']).toBeCloseTo((1 + 3 + 2) / 3 / std, 10);
    // Column a: mean square 5; column b is ten times as large: 4 * 100.
    expect(values['mse_original']).toBeCloseTo((5 + 400) / 2, 8);
    expect(values['mae_original']).toBeCloseTo((2 + 20) / 2, 8);
    expect(values['mase']).toBeCloseTo((2 / 2 + 2 / 2) / 2, 10);
  });

  it('has no metrics without a value', () => {
    expect(new ForecastErrors(1).metrics(series, Float64Array.of(1))).toEqual({});
  });
});

describe('naiveTrainingErrors', () => {
  it('is the mean step of the training rows', () => {
    const [a] = naiveTrainingErrors(series, [train], null);
    expect(a).toBeCloseTo((2 + 2 + 4 + 2 + 2) / 5 / std, 6);
  });

  it('is 1 where repeating the season makes no error, so that MASE stays finite', () => {
    const long = makeSeries(
      new Map([['a', Float64Array.from({ length: 40 }, (_, row) => row % 3)]]),
      splitByCounts(40, { train: 30, val: 5, test: 5 }).train,
    );
    const { train: part } = splitByCounts(40, { train: 30, val: 5, test: 5 });
    expect([...naiveTrainingErrors(long, [part], 3)]).toEqual([1]);
  });
});
