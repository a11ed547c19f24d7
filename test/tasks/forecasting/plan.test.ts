import { describe, expect, it } from 'vitest';
import { checkSettings, type Settings } from '../../../src/contract/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { planForecasting } from '../../../src/tasks/forecasting/plan.ts';

const rows = 400;

function settings(given: Settings): Settings {
  const lengths = { input_length: 12, horizon: 6, normalization: 'season' };
  const { values, problems } = checkSettings(taskDescriptor('forecasting').settings, {
    ...lengths,
    ...given,
  });
  expect(problems).toEqual([]);
  return values;
}

function table(value: (row: number) => number) {
  const column = Float64Array.from({ length: rows }, (_, row) => value(row));
  return { rows, columns: new Map([['y', column]]), times: null };
}

/** Period 10 and a slow trend, so that the season is found and differs from itself a little. */
const wave = table((row) => Math.sin((2 * Math.PI * row) / 10) + row / 1000);

describe('a window without its season', () => {
  it('finds the season in the training rows and starts a season later', () => {
    const { layout, origins } = planForecasting(wave, settings({}));
    expect(layout.season).toBe(10);
    expect(origins.train[0]).toBe(12 + 10);
    expect(origins.val[0]).toBe(320);
  });

  it('takes the season that is given', () => {
    const plan = planForecasting(wave, settings({ season_length: 20 }));
    expect(plan.layout.season).toBe(20);
    expect(plan.origins.train[0]).toBe(12 + 20);
  });

  it('says what to do where there is no season or no room for it', () => {
    const line = table((row) => row);
    expect(() => planForecasting(line, settings({}))).toThrow(
      expect.objectContaining({ code: 'no-season', where: 'season_length' }),
    );
    expect(() => planForecasting(wave, settings({ season_length: 303 }))).toThrow(
      expect.objectContaining({ code: 'season-too-long' }),
    );
  });
});
