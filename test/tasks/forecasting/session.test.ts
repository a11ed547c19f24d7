import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import type { ForecastChannel, ForecastSample } from '../../../src/contract/index.ts';
import { parseSettings } from '../../../src/contract/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { forecastingTask } from '../../../src/tasks/forecasting/task.ts';
import type { TaskSession } from '../../../src/tasks/task.ts';
import { patient, trainWithAdam } from '../../support/task-sessions.ts';

// Each trains a network, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeAll(async () => {
  await loadBackend();
  folder = mkdtempSync(join(tmpdir(), 'unroll-forecasting-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hour = 3_600_000;
const start = Date.UTC(2021, 0, 1);

/** A day and a half-day rhythm: row by row easy to forecast, not by repeating the last value. */
async function open(
  settings: Record<string, unknown>,
  value = (row: number) => Math.sin(row / 3) + Math.cos(row / 1.5),
  rows = 400,
): Promise<TaskSession> {
  const path = join(folder, 'rhythm.csv');
  const lines = Array.from({ length: rows }, (_, row) => {
    const time = new Date(start + row * hour).toISOString();
    return `${time},${value(row)},${5 - 2 * value(row + 7)}`;
  });
  writeFileSync(path, `time,first,second\n${lines.join('\n')}\n`);
  const { settings: list } = taskDescriptor('forecasting');
  const given = { input_length: 24, horizon: 7, hidden_size: 24, batch_size: 32, dropout: 0 };
  const values = parseSettings(list, { ...given, ...settings });
  const data = { path, format: 'csv', compression: null, hash: '' };
  return forecastingTask.open(data, values, new Random(1), patient);
}

const train = (session: TaskSession, steps: number): void => trainWithAdam(session, steps, 0.005);

describe('a forecasting session', () => {
  it.each([
    ['gru', 'parallel', 'independent', 'last-value'],
    ['lstm', 'parallel', 'joint', 'last-value'],
    ['lstm', 'direct', 'independent', 'mean-std'],
    ['rnn', 'direct', 'joint', 'none'],
    ['gru-reset-before', 'parallel', 'independent', 'none'],
    ['gru', 'recursive', 'independent', 'last-value'],
    ['gru', 'encoder-decoder', 'joint', 'mean-std'],
  ])(
    'beats every naive forecast with %s, %s, %s, %s',
    async (cell, decoding, channels, normalization) => {
      const session = await open({ cell, decoding, channels, normalization });
      train(session, 150);
      const values = await session.evaluate('test', patient);
      const baselines = await session.baselines(patient);
      for (const { name, metrics } of baselines) {
        expect(values!['mse']!, name).toBeLessThan(metrics['test/mse']!);
      }
      session.dispose();
    },
  );

  it.each(['mae', 'huber'])('learns with the loss %s', async (loss) => {
    const session = await open({ loss });
    const before = await session.evaluate('val', patient);
    train(session, 60);
    const after = await session.evaluate('val', patient);
    expect(after!['mae']!).toBeLessThan(before!['mae']! / 2);
    session.dispose();
  });

  it.each(['quantiles', 'normal', 'student-t'])(
    'forecasts a distribution: %s, scored beside the naive forecasts',
    async (output) => {
      const session = await open({ output, hidden_size: 16 });
      train(session, 300);
      const metrics = (await session.evaluate('test', patient))!;
      const baselines = await session.baselines(patient);
      for (const { name, metrics: naive } of baselines) {
        expect(metrics['crps']!, name).toBeLessThan(naive['test/crps']!);
      }
      expect(metrics['coverage_90']!).toBeGreaterThan(metrics['coverage_50']!);
      const verdict = session.verdict({}, { 'test/crps': metrics['crps']! }, baselines);
      expect(verdict).toMatch(/^Beats .*ranked probability score/);
      const [sample] = (await session.samples(1)) as ForecastSample[];
      const { channels } = await session.forecast!();
      for (const { forecast, quantiles } of [sample!, ...channels]) {
        expect(quantiles!.map(({ level }) => level)).toEqual([
          0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95,
        ]);
        for (const step of forecast.keys()) {
          const own = quantiles!.map(({ values }) => values[step]!);
          expect([...own].sort((a, b) => a - b)).toEqual(own);
        }
      }
      session.dispose();
    },
  );

  it('learns from what is known in advance: without it nothing could be forecast', async () => {
    const path = join(folder, 'known.csv');
    const random = new Random(8);
    const lines = Array.from({ length: 500 }, (_, row) => {
      const date = new Date(start + row * hour).toISOString();
      const price = random.normal();
      return `${date},${(2 * price + 0.05 * random.normal()).toFixed(4)},${price.toFixed(4)}`;
    });
    writeFileSync(path, `time,load,price\n${lines.join('\n')}\n`);
    const values = parseSettings(taskDescriptor('forecasting').settings, {
      ...{ input_length: 8, horizon: 4, segment_length: 2, hidden_size: 24, batch_size: 32 },
      ...{ dropout: 0, target_columns: ['load'], known_columns: ['price'], normalization: 'none' },
    });
    const data = { path, format: 'csv', compression: null, hash: '' };
    const session = await forecastingTask.open(data, values, new Random(1), patient);
    train(session, 250);
    // Noise has a variance of 1 in scaled units.
    expect((await session.evaluate('test', patient))!['mse']!).toBeLessThan(0.15);
    await expect(session.forecast!()).rejects.toMatchObject({ code: 'future-unknown' });
    session.dispose();
  });

  it('learns several series with one network and forecasts each after its own end', async () => {
    const path = join(folder, 'shops.csv');
    const lines = ['high', 'low'].flatMap((shop, place) =>
      Array.from({ length: 260 - 60 * place }, (_, row) => {
        const date = new Date(start + row * hour).toISOString();
        const value = (place === 0 ? 1000 : 5) * (2 + Math.sin(row / 3 + place));
        return `${date},${shop},${value.toFixed(5)}`;
      }),
    );
    writeFileSync(path, `time,shop,sales\n${lines.join('\n')}\n`);
    const values = parseSettings(taskDescriptor('forecasting').settings, {
      ...{ input_length: 24, horizon: 6, hidden_size: 24, batch_size: 32, dropout: 0 },
      series_column: 'shop',
    });
    const data = { path, format: 'csv', compression: null, hash: '' };
    const session = await forecastingTask.open(data, values, new Random(1), patient);
    train(session, 250);
    const metrics = (await session.evaluate('test', patient))!;
    for (const { name, metrics: naive } of await session.baselines(patient)) {
      expect(metrics['mse']!, name).toBeLessThan(naive['test/mse']!);
    }
    const { channels } = await session.forecast!();
    expect(channels.map(({ series, name }) => [series, name])).toEqual([
      ['high', 'sales'],
      ['low', 'sales'],
    ]);
    expect(channels[1]!.forecastTimes[0]).toBe(new Date(start + 200 * hour).toISOString());
    const truth = 1000 * (2 + Math.sin(260 / 3));
    expect(Math.abs(channels[0]!.forecast[0]! - truth)).toBeLessThan(300);
    const samples = (await session.samples(1)) as ForecastSample[];
    expect(new Set(samples.map(({ channel }) => channel))).toEqual(new Set(['high', 'low']));
    session.dispose();
  });

  it('reads both directions, layers on layers, and segments that do not fit the input', async () => {
    const session = await open({
      decoding: 'direct',
      bidirectional: true,
      num_layers: 2,
      segment_length: 5,
      dropout: 0.1,
    });
    const before = await session.evaluate('val', patient);
    train(session, 60);
    expect((await session.evaluate('val', patient))!['mse']!).toBeLessThan(before!['mse']!);
    expect(session.facts.details).toContainEqual(['Segments', '5 of 5 rows']);
    session.dispose();
  });

  it('shows the same validation windows each time, in original units with their times', async () => {
    const session = await open({});
    const first = (await session.samples(1)) as ForecastSample[];
    train(session, 100);
    const second = (await session.samples(101)) as ForecastSample[];
    expect(first).toHaveLength(4);
    for (const [index, sample] of second.entries()) {
      expect(sample.truth).toEqual(first[index]!.truth);
      expect(sample.history).toHaveLength(24);
      expect(sample.forecast).toHaveLength(7);
      expect(sample.baseline).toHaveLength(7);
      expect(sample.times).toHaveLength(31);
      const row = (Date.parse(sample.times[24]!) - start) / hour;
      expect(row).toBeGreaterThanOrEqual(320);
      const value = (at: number) => Math.sin(at / 3) + Math.cos(at / 1.5);
      const expected = sample.channel === 'first' ? value(row) : 5 - 2 * value(row + 7);
      expect(sample.truth[0]).toBeCloseTo(expected, 5);
      expect(Math.abs(sample.forecast[3]! - sample.truth[3]!)).toBeLessThan(0.7);
    }
    session.dispose();
  });

  it('forecasts the rows after the last one, with their times', async () => {
    const session = await open({});
    train(session, 200);
    const result = await session.forecast!();
    expect(result.channels.map(({ name }) => name)).toEqual(['first', 'second']);
    const [{ historyTimes, forecastTimes }] = result.channels as [ForecastChannel];
    expect(historyTimes.at(-1)).toBe(new Date(start + 399 * hour).toISOString());
    expect(forecastTimes).toEqual(
      Array.from({ length: 7 }, (_, step) => new Date(start + (400 + step) * hour).toISOString()),
    );
    const [first] = result.channels;
    for (const [step, value] of first!.forecast.entries()) {
      const truth = Math.sin((400 + step) / 3) + Math.cos((400 + step) / 1.5);
      expect(Math.abs(value - truth), `step ${step}`).toBeLessThan(0.5);
    }
    session.dispose();
  });

  it('forecasts only the columns that were asked for', async () => {
    const session = await open({ target_columns: ['second'] });
    expect(session.facts.details[0]).toEqual(['Columns', 'second']);
    await expect(open({ target_columns: ['secnd'] })).rejects.toThrow(/did you mean second/);
    session.dispose();
  });

  it('says which setting is wrong for the data', async () => {
    await expect(open({ input_length: 5000 })).rejects.toMatchObject({ code: 'too-few-rows' });
    await expect(open({ segment_length: 25 })).rejects.toMatchObject({ code: 'segment-too-long' });
    await expect(open({}, () => 3)).rejects.toMatchObject({ code: 'no-numeric-column' });
  });

  it('measures no test where there is none', async () => {
    const session = await open({ test_fraction: 0 });
    expect(await session.evaluate('test', patient)).toEqual({});
    session.dispose();
  });
});
