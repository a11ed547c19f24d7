import { describe, expect, it } from 'vitest';
import {
  type AudioSummary,
  checkSettings,
  defaultSettings,
  isActive,
  type TableSummary,
  type TextSummary,
} from '../../src/contract/index.ts';
import { suggestTasks, taskDescriptor, taskDescriptors } from '../../src/tasks/descriptors.ts';

const required: Record<string, readonly string[]> = {
  forecasting: ['input_length', 'horizon', 'batch_size', 'loss'],
  speech: ['split', 'tokens', 'features', 'batch_size', 'beam_width', 'bidirectional'],
  classification: ['sequences', 'target', 'label_column', 'pooling', 'class_weights', 'split'],
  'language-model': ['bptt', 'batch_size', 'tokens', 'tie_weights', 'embedding_size'],
  polyphony: ['steps_per_quarter', 'split', 'transpose', 'excerpt_length', 'batch_size'],
  translation: ['attention', 'tokens', 'vocabulary_size', 'batch_size', 'label_smoothing', 'beam'],
};
const shared = [
  'hidden_size',
  'num_layers',
  'cell',
  'dropout',
  'lr',
  'max_minutes',
  'max_epochs',
  'seed',
  'clip_norm',
];

describe.each(taskDescriptors)('$id', (descriptor) => {
  it('has every setting that the command line promises, each once', () => {
    const names = descriptor.settings.map((setting) => setting.name);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toEqual(expect.arrayContaining([...shared, ...required[descriptor.id]!]));
  });

  it('has presets that its own check passes, in which nothing is without effect', () => {
    for (const { id, settings } of descriptor.presets ?? []) {
      const { values, problems } = checkSettings(descriptor.settings, settings);
      expect(problems, id).toEqual([]);
      for (const setting of descriptor.settings) {
        if (setting.name in settings) expect(isActive(setting, values), setting.name).toBe(true);
      }
    }
    const ids = (descriptor.presets ?? []).map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('has defaults that pass its own check', () => {
    const { problems } = checkSettings(descriptor.settings, defaultSettings(descriptor.settings));
    expect(problems).toEqual([]);
  });

  it('explains every setting in one line and hides it only behind a setting that exists', () => {
    const names = new Set(descriptor.settings.map((setting) => setting.name));
    for (const setting of descriptor.settings) {
      expect(setting.help, setting.name).toMatch(/^[^\n]{20,}[.]$/);
      if (setting.when !== undefined) expect(names).toContain(setting.when.setting);
    }
  });
});

describe('taskDescriptor', () => {
  it('names the nearest task', () => {
    expect(() => taskDescriptor('forcasting')).toThrow(/did you mean forecasting/);
    expect(taskDescriptor('language-model').label).toBe('Language model');
  });
});

function table(overrides: Partial<TableSummary>, names: readonly string[] = ['a']): TableSummary {
  return {
    kind: 'table',
    rows: 1000,
    columns: names.map((name) => ({
      name,
      type: 'number',
      missing: 0,
      distinct: 100,
      min: 0,
      max: 1,
      mean: 0.5,
      std: 0.2,
      histogram: [],
      sketch: [],
    })),
    time: null,
    periods: [],
    delimiter: ',',
    header: true,
    preview: [],
    ...overrides,
  };
}

const hourly = {
  column: 'date',
  start: '2016-07-01T00:00:00Z',
  end: '2018-06-26T19:00:00Z',
  stepSeconds: 3600,
  frequency: 'hourly',
  gaps: 0,
  duplicates: 0,
  sorted: true,
};
const ett = ['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT'];

const text: TextSummary = {
  kind: 'text',
  characters: 1_115_394,
  distinctCharacters: 65,
  words: 200_000,
  distinctWords: 25_000,
  lines: 40_000,
  longestLine: 60,
  spaced: true,
  encoding: 'utf-8',
  lineEnding: 'lf',
  preview: [],
  topCharacters: [],
};

describe('suggestTasks', () => {
  it('gives an hourly ETT file its published split and says so', () => {
    const [suggestion] = suggestTasks(table({ rows: 17_420, time: hourly, periods: [24] }, ett));
    expect(suggestion).toMatchObject({
      task: 'forecasting',
      settings: {
        input_length: 96,
        horizon: 24,
        train_rows: 8640,
        val_rows: 2880,
        test_rows: 2880,
      },
    });
    expect(suggestion!.reason).toContain('8,640, 2,880 and 2,880');
  });

  it('does not give that split to other hourly files or to short ETT files', () => {
    for (const summary of [
      table({ rows: 17_420, time: hourly, periods: [24] }, ['load']),
      table({ rows: 14_399, time: hourly, periods: [24] }, ett),
    ]) {
      const [suggestion] = suggestTasks(summary);
      expect(suggestion!.settings).not.toHaveProperty('train_rows');
      expect(suggestion!.settings).toMatchObject({ input_length: 96, horizon: 24 });
    }
  });

  it.each([40, 100, 144, 365, 2820, 100_000])('suggests lengths that %i rows can hold', (rows) => {
    for (const period of [2, 7, 12, 24, 365]) {
      const [suggestion] = suggestTasks(table({ rows, periods: [period] }));
      const descriptor = taskDescriptor('forecasting');
      const { values, problems } = checkSettings(descriptor.settings, suggestion!.settings);
      expect(problems).toEqual([]);
      const share = values['val_fraction'] as number;
      const [input, horizon] = [values['input_length'], values['horizon']] as number[];
      expect(Math.floor(rows * share)).toBeGreaterThanOrEqual(horizon!);
      expect(rows * (1 - 2 * share)).toBeGreaterThan(2 * (input! + horizon!));
    }
  });

  it('takes the longer of two seasons out where the rows hold it', () => {
    const [long] = suggestTasks(table({ rows: 4032, periods: [48, 336] }));
    expect(long!.settings).toMatchObject({
      normalization: 'season',
      season_length: 336,
      input_length: 96,
      segment_length: 24,
      horizon: 48,
    });
    const [short] = suggestTasks(table({ rows: 400, periods: [48, 336] }));
    expect(short!.settings).not.toHaveProperty('normalization');
    const [apart] = suggestTasks(table({ rows: 4032, periods: [48, 100] }));
    expect(apart!.settings).not.toHaveProperty('normalization');
  });

  it('offers nothing for a table without numbers', () => {
    expect(suggestTasks(table({ columns: [] }))).toEqual([]);
  });

  it('offers a language model for text, with an unknown sign for large scripts', () => {
    expect(suggestTasks(text)).toMatchObject([{ task: 'language-model', settings: {} }]);
    const [chinese] = suggestTasks({ ...text, distinctCharacters: 4743 });
    expect(chinese!.settings).toMatchObject({ min_count: 2 });
    expect(suggestTasks({ ...text, characters: 10 })).toEqual([]);
  });
});

describe('recordings', () => {
  const audio = (changes: Partial<AudioSummary> = {}): AudioSummary => ({
    kind: 'audio',
    layout: 'labelled-recordings',
    clips: 2000,
    seconds: 961,
    shortestSeconds: 0.2,
    longestSeconds: 2.3,
    histogram: [1],
    sampleRates: [[8000, 2000]],
    codings: [['wav', 2000]],
    speakers: [
      ['ann', 1000],
      ['ben', 1000],
    ],
    distinctTranscripts: 10,
    words: 2000,
    distinctWords: 10,
    characters: 2000,
    distinctCharacters: 10,
    topTranscripts: [['7', 200]],
    spaced: true,
    pattern: '{digit}_{speaker}_{index}.wav',
    takes: [0, 49],
    namedSplits: null,
    preview: [],
    ...changes,
  });

  it('named as the Free Spoken Digit Dataset are split officially', () => {
    const [suggestion, ...others] = suggestTasks(audio());
    expect(others).toMatchObject([
      { task: 'classification', settings: { split: 'takes', last_test_take: 4 } },
    ]);
    expect(suggestion).toMatchObject({
      task: 'speech',
      settings: { split: 'takes', last_test_take: 4, sample_rate: 8000 },
      reason:
        '2,000 recordings of 10 single words, 16 minutes in all; takes 0 to 4 are its official test part.',
    });
    const { settings } = taskDescriptor('speech');
    expect(checkSettings(settings, suggestion!.settings).problems).toEqual([]);
  });

  it.each([
    [{ takes: [1, 20] as [number, number] }, undefined],
    [{ pattern: '{label}_{index}.wav' }, undefined],
    [{ namedSplits: { train: 1600, val: 200, test: 200 } }, 'named'],
  ])('otherwise by what they name, else at random: %j', (changes, split) => {
    expect(suggestTasks(audio(changes))[0]?.settings['split']).toBe(split);
  });

  it('of hours get a larger network and at most 16 kHz; too few get none', () => {
    const long = audio({ seconds: 36_000, longestSeconds: 20, sampleRates: [[44_100, 9000]] });
    expect(suggestTasks(long)[0]?.settings).toMatchObject({
      hidden_size: 256,
      sample_rate: 16_000,
    });
    expect(suggestTasks(audio({ clips: 5 }))).toEqual([]);
  });
});
