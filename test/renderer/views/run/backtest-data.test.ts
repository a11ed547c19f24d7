import { describe, expect, it } from 'vitest';
import {
  backtestMetrics,
  backtestVerdict,
  byOriginData,
  byStepData,
} from '../../../../renderer/views/run/backtest-data.ts';
import type { BacktestResult, ForecasterErrors } from '../../../../src/contract/index.ts';

const day = 86_400_000;

function errors(mean: number, difference: ForecasterErrors['difference']): ForecasterErrors {
  return {
    ...{ metric: 'mse', mean, difference },
    bySteps: [mean, null],
    byOrigins: [mean - 1, mean + 1, null],
    byFolds: [mean],
  };
}

/** Two series forecast on the first day, one of them on the second. */
function result(difference: ForecasterErrors['difference']): BacktestResult {
  const naive = (name: string, label: string, mean: number) => ({
    ...{ name, label },
    errors: [errors(mean, difference)],
  });
  return {
    ...{ split: 'test', step: 1, horizon: 2 },
    origins: [0, 0, 1].map((at, row) => ({ row, time: new Date(at * day).toISOString() })),
    folds: [{ windows: 3, from: '', to: '' }],
    forecasters: [
      { name: 'network', label: 'network', errors: [errors(3, null)] },
      naive('last-value', 'last value repeated', 8),
      naive('mean', 'training mean', 4),
    ],
  };
}

describe('a backtest in the window', () => {
  const sure = result({ mean: 1, interval: [0.4, 1.6] });

  it('draws the network over every naive forecast by step ahead', () => {
    const data = byStepData(sure, 'mse', 'my-run', '#123456');
    expect(backtestMetrics(sure)).toEqual(['mse']);
    expect(data.xs).toEqual([1, 2]);
    expect(data.lines.map(({ label, color }) => [label, color])).toEqual([
      ['last value repeated', null],
      ['training mean', null],
      ['my-run', '#123456'],
    ]);
    expect(data.lines[2]!.values).toEqual([3, Number.NaN]);
  });

  it('draws by time beside the strongest naive forecast, one value for each moment', () => {
    const data = byOriginData(sure, 'mse', 'my-run', '#123456');
    expect(data.xs).toEqual([0, day]);
    expect(data.lines.map(({ label }) => label)).toEqual(['training mean', 'my-run']);
    expect(data.lines[1]!.values).toEqual([3, Number.NaN]);
  });

  it('says how sure the gain is', () => {
    expect(backtestVerdict(sure, 'mse')).toMatch(
      /25\u00a0% below “training mean”.*10\u00a0% to 40\u00a0%\.$/,
    );
    const unsure = result({ mean: -1, interval: [-3, 1] });
    expect(backtestVerdict(unsure, 'mse')).toMatch(/25\u00a0% above .* may be chance/);
    const few = result({ mean: 1, interval: null });
    expect(backtestVerdict(few, 'mse')).toMatch(/Too few forecasts/);
  });
});
