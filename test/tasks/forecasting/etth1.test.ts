import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/contract/index.ts';
import { inspectFile, readTable } from '../../../src/datasets/index.ts';
import { suggestTasks, taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { Measurement } from '../../../src/tasks/forecasting/measure.ts';
import { planForecasting } from '../../../src/tasks/forecasting/plan.ts';
import { dataPath } from '../../support/data.ts';

/**
 * Naive forecasts of the real ETTh1 file against figures computed apart from this project (given to
 * three decimals): 8640/2880/2880 rows, z-scored by the training rows, all windows of the test part.
 */
const path = dataPath('series/ETTh1.csv');

describe.runIf(path !== null)('naive forecasts on ETTh1, input 96', () => {
  it.each([
    [24, 'seasonal-24', 'mse', 0.424],
    [24, 'seasonal-24', 'mae', 0.389],
    [24, 'last-value', 'mse', 1.222],
    [96, 'seasonal-24', 'mse', 0.512],
    [96, 'last-value', 'mse', 1.294],
    [96, 'last-value', 'mae', 0.713],
    [336, 'seasonal-24', 'mse', 0.65],
    [336, 'seasonal-24', 'mae', 0.501],
    [720, 'seasonal-24', 'mse', 0.655],
    [720, 'seasonal-24', 'mae', 0.514],
  ])('horizon %i: %s has %s %d', async (horizon, name, metric, expected) => {
    const table = await readTable({ path: path!, format: 'csv' });
    const settings = parseSettings(taskDescriptor('forecasting').settings, {
      horizon,
      train_rows: 8640,
      val_rows: 2880,
      test_rows: 2880,
    });
    const plan = planForecasting(table, settings);
    const forecaster = plan.naive.find((candidate) => candidate.name === name)!;
    const measurement = new Measurement(plan, 'none');
    measurement.addNaive(forecaster, null, plan.origins.test);
    expect(measurement.metrics()[metric]).toBeCloseTo(expected, 3);
  });

  it('suggests the published split, finds the day and four segments of it', async () => {
    const inspection = await inspectFile(path!);
    const [suggestion] = suggestTasks(inspection.summary);
    const { settings: list } = taskDescriptor(suggestion!.task);
    const settings = parseSettings(list, suggestion!.settings);
    expect(settings).toMatchObject({ train_rows: 8640, val_rows: 2880, test_rows: 2880 });
    const plan = planForecasting(await readTable({ path: path!, format: 'csv' }), settings);
    expect(plan.series.channels).toEqual(['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT']);
    expect(plan.layout).toMatchObject({ input: 96, horizon: 24, segment: 24 });
    expect(plan.naive.map(({ name, label }) => [name, label])).toEqual([
      ['last-value', 'last value repeated'],
      ['seasonal-24', 'yesterday repeated'],
      ['mean', 'training mean'],
    ]);
    expect(plan.origins.train).toHaveLength(8521);
    expect(plan.origins.test).toHaveLength(2857);
  });
});
