import { describe, expect, it } from 'vitest';
import { defaultCurveOptions } from '../../../../renderer/charts/curves/index.ts';
import { LiveSeries } from '../../../../renderer/charts/live-series.ts';
import {
  compareData,
  orderMetrics,
  orderResults,
  usualMetrics,
} from '../../../../renderer/views/compare/compare-data.ts';
import { chartGroups } from '../../../../renderer/views/run/chart-groups.ts';
import { groupData, sharedAxis } from '../../../../renderer/views/run/curve-data.ts';
import { forecastChoices } from '../../../../renderer/views/run/forecast-choices.ts';
import { forecastDataOf } from '../../../../renderer/views/run/forecast-data.ts';
import { settingRows } from '../../../../renderer/views/run/setting-rows.ts';
import { hasWon } from '../../../../renderer/views/run/verdict.ts';
import type { ForecastSample, Setting } from '../../../../src/contract/index.ts';
import { runRecord } from '../../../support/run.ts';

const reported = [
  'train/loss',
  'val/nats',
  'val/bpc',
  'val/ppl',
  'lr',
  'grad_norm',
  'grad_norm_clipped',
  'tokens_per_sec',
  'sys/rss',
];

describe('chartGroups', () => {
  it('spreads what a language model reports', () => {
    const groups = chartGroups(reported, 'val/nats');
    expect(groups.map(({ id }) => id)).toEqual([
      'main',
      'bpc',
      'ppl',
      'lr',
      'grad_norm',
      'tokens_per_sec',
      'sys/rss',
    ]);
    expect(groups[0]).toEqual({
      id: 'main',
      lead: 'val/nats',
      metrics: ['train/loss', 'val/nats'],
      baselineBy: 'val/nats',
      restated: false,
    });
    expect(groups.filter(({ restated }) => restated).map(({ id }) => id)).toEqual(['bpc']);
    expect(groups[4]?.metrics).toEqual(['grad_norm', 'grad_norm_clipped']);
  });

  it('shows memory in one chart with its peak, that of a GPU with all there is', () => {
    const names = ['sys/rss', 'sys/peak_rss', 'sys/gpu_util', 'sys/gpu_memory'];
    const machine = chartGroups([...names, 'sys/gpu_memory_total'], 'val/nats').slice(1);
    expect(machine.map(({ lead, metrics }) => [lead, metrics])).toEqual([
      ['sys/gpu_memory', ['sys/gpu_memory_total', 'sys/gpu_memory']],
      ['sys/gpu_util', ['sys/gpu_util']],
      ['sys/rss', ['sys/rss', 'sys/peak_rss']],
    ]);
  });

  it('shows every metric exactly once', () => {
    const names = [...reported, 'val/loss', 'train/nats', 'my/own'];
    const shown = chartGroups(names, 'val/nats').flatMap(({ metrics }) => metrics);
    expect([...shown].sort()).toEqual([...names].sort());
  });
});

describe('groupData', () => {
  const run = runRecord({
    baselines: [
      { name: '3-gram', label: '3-gram counts', metrics: { 'val/nats': 2.05 } },
      { name: '5-gram', label: '5-gram counts', metrics: { 'val/nats': 1.669 } },
    ],
  });
  const series = (metric: string, values: number[]): LiveSeries => {
    const one = LiveSeries.empty(1, metric, 100);
    values.forEach((value, i) => {
      one.append({ step: (i + 1) * 10, seconds: i, epoch: i / 2, metrics: { [metric]: value } });
    });
    return one;
  };
  const all = new Map([
    ['train/loss', series('train/loss', [4, 3, 2])],
    ['val/nats', series('val/nats', [3.5, 2.5])],
  ]);

  it('draws training pale beneath validation, with the strongest baseline first', () => {
    const group = chartGroups(['train/loss', 'val/nats'], 'val/nats')[0]!;
    const data = groupData(
      run,
      group,
      (metric) => all.get(metric),
      defaultCurveOptions,
      'light',
      null,
    );
    expect(data.curves.map(({ pale, label }) => [label, pale])).toEqual([
      ['train', true],
      ['validation', false],
    ]);
    expect(new Set(data.curves.map(({ color }) => color)).size).toBe(1);
    expect(data.baselines).toEqual([
      { label: '5-gram counts', value: 1.669 },
      { label: '3-gram counts', value: 2.05 },
    ]);
  });

  it('lets the charts of a view share how far they reach', () => {
    const axis = sharedAxis();
    expect(axis([], defaultCurveOptions)).toBeNull();
    expect(axis(all.values(), defaultCurveOptions)).toEqual({ min: 10, max: 30 });
    const live = { ...defaultCurveOptions, live: true };
    const first = axis(all.values(), live);
    expect(first).toEqual({ min: 0, max: 30 });
    expect(axis(all.values(), live)).toBe(first);
  });

  it('overlays runs in their own colours', () => {
    const runs = [
      runRecord({ id: 1, color: 0 }),
      runRecord({ id: 2, color: 1, name: 'calm-badger-5' }),
    ];
    const data = compareData(
      runs,
      'val/nats',
      (_, metric) => all.get(metric),
      defaultCurveOptions,
      { colors: new Map(), bandsOver: null },
      'dark',
      null,
    );
    expect(data.curves.map(({ label }) => label)).toEqual(['brave-otter-12', 'calm-badger-5']);
    expect(new Set(data.curves.map(({ color }) => color)).size).toBe(2);
  });
});

describe('metrics of a comparison', () => {
  it('come validation first and start with what decides', () => {
    expect(orderMetrics(reported)[0]).toBe('val/bpc');
    expect(orderMetrics(reported).indexOf('train/loss')).toBeLessThan(
      orderMetrics(reported).indexOf('lr'),
    );
    expect(usualMetrics(['val/nats', 'val/nats'], new Set(reported))).toEqual([
      'val/nats',
      'train/loss',
    ]);
    expect(usualMetrics(['val/mse'], new Set(['val/mse']))).toEqual(['val/mse']);
  });
});

it('orders results by what decides, with other units last', () => {
  const names = ['test/mse', 'val/mae', 'val/mse_original', 'val/mse', 'val/bits'];
  expect(orderResults(names, ['val/mse'])).toEqual([
    'val/mse',
    'val/bits',
    'val/mae',
    'test/mse',
    'val/mse_original',
  ]);
});

describe('settingRows', () => {
  const base = { help: '', group: 'model', level: 'basic' } as const;
  const schema: Setting[] = [
    { ...base, name: 'cell', label: 'Cell', type: 'choice', default: 'lstm', choices: [] },
    { ...base, name: 'size', label: 'Size', type: 'integer', default: 256, min: 1, max: 9999 },
    {
      ...base,
      name: 'momentum',
      label: 'Momentum',
      type: 'float',
      default: 0.9,
      min: 0,
      max: 1,
      when: { setting: 'cell', is: ['rnn'] },
    },
  ];

  it('names the default only of what differs, and leaves out what had no meaning', () => {
    const rows = settingRows(schema, { cell: 'gru', size: 256, momentum: 0.5, old: ['a', 'b'] });
    expect(rows).toEqual([
      { name: 'cell', value: 'gru', usual: 'lstm' },
      { name: 'size', value: '256', usual: null },
      { name: 'old', value: 'a, b', usual: null },
    ]);
  });
});

it('shows three horizons of history before a forecast', () => {
  const history = Array.from({ length: 96 }, (_, i) => i);
  const ahead = Array.from({ length: 24 }, (_, i) => 96 + i);
  const times = [...history, ...ahead].map((hour) => new Date(hour * 3_600_000).toISOString());
  const data = forecastDataOf(
    {
      kind: 'forecast',
      step: 1,
      channel: 'OT',
      history,
      truth: ahead,
      forecast: ahead,
      baseline: ahead,
      baselineLabel: 'yesterday repeated',
      times,
    },
    runRecord({ baselines: [{ name: 'seasonal-24', label: 'yesterday repeated', metrics: {} }] }),
    'light',
  );
  expect(data.labels.baseline).toBe('yesterday repeated');
  expect(data.history).toHaveLength(72);
  expect(data.history[0]).toBe(24);
  expect(data.times[0]).toBe(times[24]);
  expect(data.times).toHaveLength(96);
});

describe('the sign of a verdict', () => {
  const naive = (metrics: Record<string, number>) => [
    { name: 'last-value', label: 'last', metrics },
  ];

  it('goes by the test part where it was measured, as the sentence does', () => {
    const baselines = naive({ 'val/mse': 2, 'test/mse': 1 });
    const run = runRecord({ best: { 'val/mse': 1 }, test: { 'test/mse': 1.5 }, baselines });
    expect(hasWon(run, 'val/mse')).toBe(false);
    expect(hasWon({ ...run, test: {} }, 'val/mse')).toBe(true);
  });

  it('goes by what the task is told by: a translation by BLEU, though its loss wins', () => {
    const baselines = naive({ 'val/loss': 5, 'val/bleu': 2 });
    const best = { 'val/loss': 4, 'val/bleu': 0.5 };
    expect(hasWon(runRecord({ task: 'translation', best, baselines }), 'val/loss')).toBe(false);
    expect(hasWon(runRecord({ task: 'forecasting', best, baselines }), 'val/loss')).toBe(true);
  });

  it('is a win where nothing is there to lose to', () => {
    expect(hasWon(runRecord({ best: { 'val/mse': 1 }, baselines: [] }), 'val/mse')).toBe(true);
    expect(
      hasWon(runRecord({ best: { 'val/mse': 1 }, baselines: naive({ 'val/mse': 0 }) }), 'val/mse'),
    ).toBe(false);
  });
});

describe('forecastChoices', () => {
  const sample = (channel: string, begin: string): ForecastSample => ({
    kind: 'forecast',
    step: 10,
    channel,
    history: [1, 2],
    truth: [3],
    forecast: [3],
    baseline: [],
    baselineLabel: '',
    times: begin === '' ? [] : ['', '', begin],
  });

  it('tells windows of the same column apart by when they begin', () => {
    const choices = forecastChoices([
      sample('HUFL', '2017-10-24T23:00:00.000Z'),
      sample('OT', '2017-10-24T23:00:00.000Z'),
      sample('HUFL', '2018-02-20T07:00:00.000Z'),
    ]);
    expect(choices.map(({ label }) => label)).toEqual([
      'HUFL · 2017-10-24 23:00',
      'OT',
      'HUFL · 2018-02-20 07:00',
    ]);
    expect(new Set(choices.map(({ id }) => id)).size).toBe(3);
  });

  it('numbers them without a time column', () => {
    expect(forecastChoices([sample('y', ''), sample('y', '')]).map(({ label }) => label)).toEqual([
      'y · 1',
      'y · 2',
    ]);
  });
});
