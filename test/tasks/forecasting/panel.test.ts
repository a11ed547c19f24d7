import { describe, expect, it } from 'vitest';
import { checkSettings, type Settings } from '../../../src/contract/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { layBatch } from '../../../src/tasks/forecasting/batches.ts';
import { calendarFeatures } from '../../../src/tasks/forecasting/calendar.ts';
import { Measurement } from '../../../src/tasks/forecasting/measure.ts';
import { planForecasting, planSeries } from '../../../src/tasks/forecasting/plan.ts';
import { checkKnownAhead } from '../../../src/tasks/forecasting/samples.ts';

const hour = 3_600_000;
const start = Date.UTC(2024, 0, 1);

function settings(given: Settings): Settings {
  const lengths: Settings = {
    input_length: 4,
    horizon: 2,
    normalization: 'none',
    segment_length: 2,
  };
  const { values, problems } = checkSettings(taskDescriptor('forecasting').settings, {
    ...lengths,
    ...given,
  });
  expect(problems).toEqual([]);
  return values;
}

function table(rows: number, columns: Record<string, (row: number) => number>, from = start) {
  return {
    rows,
    columns: new Map(
      Object.entries(columns).map(([name, value]) => [
        name,
        Float64Array.from({ length: rows }, (_, row) => value(row)),
      ]),
    ),
    times: Float64Array.from({ length: rows }, (_, row) => from + row * hour),
  };
}

describe('several series in one file', () => {
  const plan = planSeries(
    [
      { id: 'north', table: table(50, { y: (row) => row }) },
      { id: 'tiny', table: table(9, { y: (row) => row }) },
      { id: 'south', table: table(40, { y: (row) => 1000 + 10 * (row % 5) }) },
    ],
    settings({}),
  );
  const { series, origins } = plan;

  it('lie under one another, each divided and scaled by itself; what is too short is left out', () => {
    expect(series.members).toEqual([
      { id: 'north', start: 0, end: 50, stop: 50 },
      { id: 'south', start: 50, end: 90, stop: 90 },
    ]);
    expect(plan.details).toContainEqual(['Series left out, too short', 'tiny']);
    const [north, south] = series.scaler.channels;
    expect(north!.mean).toBeCloseTo(39 / 2, 10);
    expect(south!.mean).toBeCloseTo(1000 + (10 * 61) / 32, 10);
    // 40 of 50 and 32 of 40 rows train; a window has 6.
    expect(origins.train).toHaveLength(35 + 27);
    expect([...origins.test]).toEqual([45, 46, 47, 48, 86, 87, 88]);
  });

  it('never reach from one to another', () => {
    for (const part of [origins.train, origins.val, origins.test]) {
      for (const origin of part) {
        const home = series.members.filter(
          ({ start: from, stop }) => origin - 4 >= from && origin + 2 <= stop,
        );
        expect(home, `origin ${origin}`).toHaveLength(1);
      }
    }
  });

  it('are told apart by the network and measured against their own naive forecasts', () => {
    const { entities } = layBatch(series, plan.layout, [10, 86]);
    expect([...entities]).toEqual([0, 1]);
    const lastValue = plan.naive.find(({ name }) => name === 'last-value')!;
    const measurement = new Measurement(plan, 'none');
    // One step of the ramp, in units of the north alone: 1 and 2 ahead.
    measurement.addNaive(lastValue, null, [45]);
    const { mae_original: error } = measurement.metrics();
    expect(error).toBeCloseTo(1.5, 5);
  });

  it('say what is wrong when all are too short', () => {
    const short = [{ id: 'a', table: table(5, { y: (row) => row }) }];
    expect(() => planSeries(short, settings({}))).toThrow(
      expect.objectContaining({ code: 'too-few-rows' }),
    );
  });
});

describe('columns beside those that are forecast', () => {
  const given = { target_columns: ['y'], past_columns: ['p'], known_columns: ['k'] };
  /** The last three rows tell k alone. */
  const own = table(60, {
    y: (row) => (row < 57 ? Math.sin(row) : Number.NaN),
    p: (row) => (row < 57 ? row : Number.NaN),
    k: (row) => row % 7,
  });
  const plan = planForecasting(own, settings(given));

  it('end the series where its last value is', () => {
    expect(plan.series.members).toEqual([{ id: null, start: 0, end: 57, stop: 60 }]);
    expect(plan.knownAhead).toEqual([3]);
    expect(plan.origins.test.at(-1)).toBe(55);
    expect(plan.covariates).toMatchObject({ names: ['p', 'k'], past: 1, known: 1 });
  });

  it('are read with the input, and those known in advance for the rows ahead', () => {
    const batch = layBatch(plan.series, plan.layout, [57], plan.covariates);
    const { values } = plan.covariates!;
    const at = (row: number, column: number) => values[row * 2 + column];
    // Two segments of two rows: y y, then p k of each row.
    expect(batch.inputs).toHaveLength(2 * 2 * 3);
    expect([...batch.inputs.slice(2, 6)]).toEqual([at(53, 0), at(53, 1), at(54, 0), at(54, 1)]);
    expect([...batch.future!]).toEqual([at(57, 1), at(58, 1)]);
  });

  it('must be known for the rows after the end', () => {
    expect(() => checkKnownAhead(plan)).not.toThrow();
    const longer = planForecasting(own, settings({ ...given, horizon: 4 }));
    expect(() => checkKnownAhead(longer)).toThrow(
      expect.objectContaining({ code: 'future-unknown', where: 'known_columns' }),
    );
  });

  it('have one role each', () => {
    expect(() => planForecasting(own, settings({ ...given, past_columns: ['k'] }))).toThrow(
      expect.objectContaining({ code: 'column-with-two-roles' }),
    );
  });

  it('are scaled by training rows alone', () => {
    const other = { ...own, columns: new Map(own.columns) };
    other.columns.set(
      'p',
      own.columns.get('p')!.map((value, row) => (row < 45 ? value : 9e9)),
    );
    const { values } = planForecasting(other, settings(given)).covariates!;
    expect(values.slice(0, 80)).toEqual(plan.covariates!.values.slice(0, 80));
  });
});

describe('calendar features', () => {
  it('go on after the last row', () => {
    const plan = planForecasting(
      table(100, { y: (row) => Math.sin(row) }),
      settings({ calendar_features: 'hour' }),
    );
    expect(plan.series.rows).toBe(102);
    const batch = layBatch(plan.series, plan.layout, [100], plan.covariates);
    // Row 100 is four o'clock.
    expect(batch.future![0]).toBeCloseTo(Math.sin((2 * Math.PI * 4) / 24), 6);
  });

  it('are those of cycles longer than the distance of rows', () => {
    const names = (step: number) => calendarFeatures('auto', step).map(({ name }) => name);
    expect(names(3600)).toEqual(expect.arrayContaining(['hour_sin_1', 'weekday_0', 'year_cos_2']));
    expect(names(86_400)).not.toContain('hour_sin_1');
    expect(names(30 * 86_400)).toEqual(['year_sin_1', 'year_cos_1', 'year_sin_2', 'year_cos_2']);
    const monday = new Date(Date.UTC(2024, 0, 1));
    const switches = calendarFeatures('weekday', null).map((feature) => feature.value(monday));
    expect(switches).toEqual([0, 1, 0, 0, 0, 0, 0]);
  });

  it('need times', () => {
    const untimed = { ...table(100, { y: (row) => Math.sin(row) }), times: null };
    expect(() => planForecasting(untimed, settings({ calendar_features: 'auto' }))).toThrow(
      expect.objectContaining({ code: 'no-time-column' }),
    );
  });
});
