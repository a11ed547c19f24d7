import { describe, expect, it } from 'vitest';
import { checkSettings, type Settings } from '../../../src/contract/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { backtest, type Contestants } from '../../../src/tasks/forecasting/backtest/backtest.ts';
import { pairedDifference } from '../../../src/tasks/forecasting/backtest/paired-difference.ts';
import { outputById } from '../../../src/tasks/forecasting/outputs/index.ts';
import { planForecasting, planSeries } from '../../../src/tasks/forecasting/plan.ts';
import differences from './fixtures/differences.json' with { type: 'json' };

const patient = { pause: async () => false };
const rows = 200;
const hour = 3_600_000;

/** y = row: h steps ahead the last value misses by h. One value in the test part is missing. */
function plan(given: Settings = {}) {
  const lengths: Settings = { input_length: 4, horizon: 3, normalization: 'none' };
  const { values } = checkSettings(taskDescriptor('forecasting').settings, {
    ...lengths,
    ...given,
  });
  const column = Float64Array.from({ length: rows }, (_, row) => (row === 190 ? Number.NaN : row));
  const times = Float64Array.from({ length: rows }, (_, row) => row * hour);
  return planForecasting({ rows, columns: new Map([['y', column]]), times }, values);
}

/** A network that is `error` too high everywhere, in scaled units. */
function contestants(own: ReturnType<typeof plan>, error: number): Contestants {
  return {
    output: outputById('point', 'mse'),
    predict: (origins) =>
      Float32Array.from(
        [...origins].flatMap((origin) =>
          [0, 1, 2].map((step) => own.series.values[origin + step]! + error),
        ),
      ),
    intervalsOf: () => null,
  };
}

describe('a backtest', () => {
  const own = plan();
  const { std } = own.series.scaler.channels[0]!;

  it('tells the error by step ahead, by window and by fold', async () => {
    const options = { split: null, folds: 3, step: 2 } as const;
    const result = (await backtest(own, contestants(own, 0.5), options, patient))!;
    expect(result).toMatchObject({ split: 'test', step: 2, horizon: 3 });
    // Rows 180 to 197 begin a window.
    expect(result.origins.map(({ row }) => row)).toEqual([
      180, 182, 184, 186, 188, 190, 192, 194, 196,
    ]);
    expect(result.origins[0]!.time).toBe(new Date(180 * hour).toISOString());
    expect(result.folds.map(({ windows }) => windows)).toEqual([3, 3, 3]);
    expect(result.folds[1]).toMatchObject({
      from: result.origins[3]!.time,
      to: result.origins[5]!.time,
    });
    const [network, lastValue] = result.forecasters;
    expect(network!.errors.map(({ metric }) => metric)).toEqual(['mse', 'mae']);
    expect(network!.errors[0]!.bySteps.every((error) => Math.abs(error! - 0.25) < 1e-5)).toBe(true);
    const mae = lastValue!.errors[1]!;
    for (const step of [1, 2, 3]) {
      // The window that begins at row 191 would see row 189 repeated; none of these does.
      expect(mae.bySteps[step - 1]! * std).toBeCloseTo(step, 3);
    }
    expect(mae.byOrigins[0]! * std).toBeCloseTo(2, 4);
    expect(mae.difference!.mean).toBeCloseTo(mae.mean - 0.5, 5);
    expect(mae.byFolds).toHaveLength(3);
  });

  it('takes the validation part where it is asked for or there is no test', async () => {
    const options = { split: 'val', folds: 1, step: 1 } as const;
    const result = (await backtest(own, contestants(own, 0), options, patient))!;
    expect(result.origins[0]!.row).toBe(160);
    const untested = plan({ test_fraction: 0 });
    const without = { ...options, split: null };
    const other = (await backtest(untested, contestants(untested, 0), without, patient))!;
    expect(other.split).toBe('val');
    const wanted = { ...options, split: 'test' } as const;
    await expect(
      backtest(untested, contestants(untested, 0), wanted, patient),
    ).rejects.toMatchObject({ code: 'no-windows' });
  });

  it('takes several series in the order of time, so that folds are stretches of it', async () => {
    const table = (count: number, from: number) => ({
      rows: count,
      columns: new Map([['y', Float64Array.from({ length: count }, (_, row) => row % 7)]]),
      times: Float64Array.from({ length: count }, (_, row) => (from + row) * hour),
    });
    const { values } = checkSettings(taskDescriptor('forecasting').settings, {
      ...{ input_length: 4, horizon: 3, normalization: 'none' },
    });
    const both = planSeries(
      [
        { id: 'late', table: table(100, 50) },
        { id: 'early', table: table(120, 0) },
      ],
      values,
    );
    const options = { split: null, folds: 2, step: 1 } as const;
    const { origins, folds } = (await backtest(both, contestants(both, 0.1), options, patient))!;
    const moments = origins.map(({ time }) => Date.parse(time));
    expect([...moments].sort((a, b) => a - b)).toEqual(moments);
    expect(new Set(origins.map(({ series }) => series))).toEqual(new Set(['late', 'early']));
    expect(origins[0]).toMatchObject({ series: 'early', row: 108 });
    expect(Date.parse(folds[0]!.to)).toBeLessThanOrEqual(Date.parse(folds[1]!.from));
  });

  it('stops when it is asked to', async () => {
    const options = { split: null, folds: 1, step: 1 } as const;
    const impatient = { pause: async () => true };
    expect(await backtest(own, contestants(own, 0), options, impatient)).toBeNull();
  });
});

describe('pairedDifference', () => {
  it.each(differences)('has the interval of the reference with lag $lag', (reference) => {
    const { mean, interval } = pairedDifference(reference.values, reference.lag);
    expect(mean).toBeCloseTo(reference.mean, 10);
    expect(interval![0]).toBeCloseTo(reference.interval[0]!, 7);
    expect(interval![1]).toBeCloseTo(reference.interval[1]!, 7);
  });

  it('gives no interval for a handful of windows', () => {
    expect(pairedDifference([1, 2, Number.NaN, 3], 1)).toEqual({ mean: 2, interval: null });
  });
});
