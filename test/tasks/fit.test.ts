import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { checkSettings } from '../../src/contract/index.ts';
import { inspectFile } from '../../src/datasets/index.ts';
import { misfitsOf } from '../../src/tasks/descriptors.ts';
import { tasks } from '../../src/tasks/index.ts';
import { temporaryFile } from '../support/files.ts';
import { digitRecordings } from '../support/recordings.ts';
import { tarOf } from '../support/tar.ts';
import { taskExamples } from '../support/task-examples.ts';
import { patient } from '../support/task-sessions.ts';

/** What data cannot serve is said before a run exists: held against what a session says. */

beforeAll(() => loadBackend());

type Given = Readonly<Record<string, unknown>>;

const small = { hidden_size: 4, num_layers: 1, batch_size: 2 };

async function judge(
  id: string,
  [name, content]: readonly [string, string | Uint8Array],
  given: Given,
) {
  const task = tasks.find(({ descriptor }) => descriptor.id === id)!;
  const path = temporaryFile(name, content);
  const { summary, format, compression, hash } = await inspectFile(path);
  const { values, problems } = checkSettings(task.descriptor.settings, {
    ...small,
    ...given,
  });
  expect(problems).toEqual([]);
  const misfits = misfitsOf(task.descriptor, summary, values);
  const failure = await task
    .open({ path, format, compression, hash }, values, new Random(1), patient)
    .then(
      (session) => {
        session.dispose();
        return null;
      },
      (error: { code: string }) => error.code,
    );
  return { misfits, failure };
}

const lines = (count: number, line: (row: number) => string) =>
  `${Array.from({ length: count }, (_, row) => line(row)).join('\n')}\n`;
const day = (row: number) => new Date(Date.UTC(2020, 0, 1 + row)).toISOString().slice(0, 10);

const series = ['series.csv', `y\n${lines(100, (row) => `${Math.sin(row / 3)}`)}`] as const;
const dated = [
  'dated.csv',
  `date,y,word\n${lines(100, (row) => `${day(row)},${(row * 7) % 11},${'ab'[row % 2]}`)}`,
] as const;
const still = ['still.csv', `a,b\n${lines(100, () => '1,2')}`] as const;
/** Three shops of forty days each. */
const shops = [
  'shops.csv',
  `date,shop,sales\n${lines(120, (row) => `${day(row % 40)},shop ${Math.floor(row / 40)},${(row * 7) % 13}`)}`,
] as const;
const text = ['text.txt', 'abcdefghij '.repeat(10).trim()] as const;
const emoji = ['emoji.txt', '🎼🎵🎶'.repeat(30)] as const;
const tenTranslations = [
  'ten.tar',
  await tarOf({
    'all.de': Buffer.from(lines(10, () => 'Guten Morgen.')),
    'all.en': Buffer.from(lines(10, (row) => `Good morning ${row}.`)),
  }),
] as const;
const pairs = (count: number) =>
  ['pairs.tsv', lines(count, (row) => `Sentence number ${row}.\tSatz Nummer ${row}.`)] as const;
const labelled = (classes: readonly string[]) =>
  [
    'rows.csv',
    `label,a,b,c,d\n${lines(classes.length, (row) => `${classes[row]},${row},${(row * 3) % 5},1.5,${row % 2}`)}`,
  ] as const;
const pieces = (count: number) => {
  const piece = (own: number) => Array.from({ length: 6 }, (_, step) => [60 + own + step]);
  return [
    'pieces.json',
    JSON.stringify({
      train: Array.from({ length: count }, (_, own) => piece(own)),
    }),
  ] as const;
};

/** Settings that are refused name the one to change; those that train are let pass. */
const cases: readonly (readonly [
  string,
  readonly [string, string | Uint8Array],
  Given,
  string | null,
])[] = [
  ['forecasting', series, { input_length: 40, horizon: 10 }, null],
  ['forecasting', series, { input_length: 70, horizon: 10 }, null],
  ['forecasting', series, { input_length: 71, horizon: 10 }, 'input_length'],
  ['forecasting', series, { input_length: 20, horizon: 11 }, 'horizon'],
  ['forecasting', series, { input_length: 8, horizon: 90 }, 'horizon'],
  ['forecasting', series, { input_length: 8, horizon: 2, val_fraction: 0 }, 'val_fraction'],
  ['forecasting', series, { input_length: 8, horizon: 2, test_fraction: 0.001 }, 'horizon'],
  ['forecasting', series, { input_length: 8, horizon: 2, test_fraction: 0 }, null],
  ['forecasting', series, { input_length: 8, horizon: 2, train_rows: 80 }, 'val_rows'],
  [
    'forecasting',
    series,
    { input_length: 8, horizon: 2, train_rows: 80, val_rows: 60 },
    'train_rows',
  ],
  ['forecasting', series, { input_length: 8, horizon: 2, segment_length: 9 }, 'segment_length'],
  [
    'forecasting',
    series,
    {
      input_length: 40,
      horizon: 8,
      normalization: 'season',
      season_length: 30,
    },
    null,
  ],
  [
    'forecasting',
    series,
    {
      input_length: 40,
      horizon: 8,
      normalization: 'season',
      season_length: 33,
    },
    'season_length',
  ],
  [
    'forecasting',
    series,
    { input_length: 8, horizon: 2, calendar_features: 'hour' },
    'calendar_features',
  ],
  ['forecasting', dated, { input_length: 8, horizon: 2, calendar_features: 'weekday' }, null],
  ['forecasting', dated, { input_length: 8, horizon: 2, past_columns: ['word'] }, 'past_columns'],
  [
    'forecasting',
    dated,
    { input_length: 8, horizon: 2, past_columns: ['y'], known_columns: ['y'] },
    'known_columns',
  ],
  ['forecasting', dated, { input_length: 8, horizon: 2, past_columns: ['y'] }, 'target_columns'],
  ['forecasting', series, { input_length: 8, horizon: 2, channels: 'graph' }, 'channels'],
  ['forecasting', still, { input_length: 8, horizon: 2 }, 'target_columns'],
  ['forecasting', still, { input_length: 8, horizon: 2, target_columns: ['a'] }, null],
  ['forecasting', series, { input_length: 60, horizon: 50 }, 'horizon'],
  ['forecasting', shops, { series_column: 'shop', input_length: 8, horizon: 4 }, null],
  ['forecasting', shops, { series_column: 'shop', input_length: 8, horizon: 5 }, 'horizon'],
  ['language-model', text, { batch_size: 80 }, null],
  ['language-model', text, { batch_size: 98 }, 'batch_size'],
  ['language-model', text, { val_fraction: 0.004 }, 'val_fraction'],
  ['language-model', text, { test_fraction: 0.001 }, 'test_fraction'],
  ['language-model', text, { tokens: 'word', batch_size: 40 }, 'batch_size'],
  ['language-model', text, { tokens: 'bpe', batch_size: 500 }, 'batch_size'],
  ['language-model', text, { tokens: 'file' }, 'tokenizer_file'],
  ['language-model', emoji, { batch_size: 80 }, null],
  ['language-model', emoji, { batch_size: 90 }, 'batch_size'],
  ['language-model', text, { past_attention: 'key-value', hidden_size: 5 }, 'hidden_size'],
  ['translation', tenTranslations, { source_language: 'de' }, 'val_fraction'],
  ['translation', pairs(2), { test_fraction: 0 }, null],
  ['translation', pairs(2), {}, 'test_fraction'],
  ['translation', pairs(3), {}, null],
  ['translation', pairs(30), { max_words: 2 }, 'max_words'],
  ['translation', pairs(30), { val_fraction: 0.6, test_fraction: 0.4 }, 'val_fraction'],
  ['translation', pairs(30), { vocabulary_size: 30_000, tokens: 'bpe' }, null],
  ['translation', pairs(30), { vocabulary_size: 30_000, tokens: 'unigram' }, null],
  ['translation', pairs(30), { source_language: 'klingon' }, 'source_language'],
  [
    'translation',
    pairs(30),
    { attention: 'dot', hidden_size: 5, bidirectional: true },
    'hidden_size',
  ],
  ['translation', pairs(30), { attention: 'none', cell: 'mlstm' }, 'attention'],
  ['classification', labelled(['a', 'b', 'a', 'b']), {}, null],
  ['classification', labelled(['a', 'b', 'a', 'b']), { values_per_step: 3 }, 'values_per_step'],
  ['classification', labelled(['a', 'b', 'c', 'd']), {}, 'val_fraction'],
  ['classification', labelled(['a', 'a', 'a', 'a']), {}, 'label_column'],
  ['classification', labelled(['a', 'b', 'a', 'b']), { target: 'number' }, 'target'],
  ['classification', labelled(['a', 'b', 'a', 'b']), { target: 'steps' }, 'target'],
  ['classification', labelled(['a', 'b', 'a', 'b']), { val_fraction: 0 }, 'val_fraction'],
  ['classification', labelled(['a', 'b', 'a', 'b']), { split: 'takes' }, 'split'],
  ['classification', labelled(['a', 'b', 'a', 'b']), { sequences: 'text' }, 'text_column'],
  ['classification', labelled(['a', 'a', 'b']), { test_fraction: 0 }, null],
  ['classification', series, {}, 'value_columns'],
  ['polyphony', pieces(1), {}, 'data'],
  ['polyphony', pieces(2), {}, 'test_fraction'],
  ['polyphony', pieces(2), { test_fraction: 0 }, null],
  ['polyphony', pieces(3), {}, null],
];

const named = cases.map(
  (one) => [`${one[0]} of ${one[1][0]} with ${JSON.stringify(one[2])}`, one] as const,
);

describe('data that cannot serve a setting', () => {
  it.each(named)('%s', async (_, [id, file, given, setting]) => {
    const { misfits, failure } = await judge(id, file, given);
    expect(misfits.map(({ where }) => where)).toEqual(setting === null ? [] : [setting]);
    if (setting === null) expect(failure).toBeNull();
    else expect(failure).not.toBeNull();
  });

  it('is told with what there is, what is needed and what to lower', async () => {
    const { misfits, failure } = await judge('forecasting', series, {
      input_length: 8,
      horizon: 12,
    });
    expect(failure).toBe('too-few-rows');
    expect(misfits).toEqual([
      {
        code: 'too-few-rows',
        message:
          'horizon = 12 needs as many validation rows, but of the 100 rows of the data the validation part has 10.',
        where: 'horizon',
        hint: 'Lower horizon to at most 10, or raise val_fraction.',
        data: expect.objectContaining({
          rows: 100,
          needed: 12,
          has: 10,
          most: 10,
        }),
      },
    ]);
  });

  it('is known of recordings: takes, speakers and what is said', async () => {
    const file = ['digits.tar', await tarOf(digitRecordings())] as const;
    const wheres = async (id: string, given: Given) => {
      const { misfits, failure } = await judge(id, file, given);
      expect(failure === null, JSON.stringify(given)).toBe(misfits.length === 0);
      return misfits.map(({ where }) => where);
    };
    expect(await wheres('speech', {})).toEqual([]);
    expect(await wheres('speech', { split: 'takes', last_test_take: 0 })).toEqual([]);
    expect(await wheres('speech', { split: 'takes', last_test_take: 1 })).toEqual([
      'last_test_take',
    ]);
    expect(await wheres('speech', { split: 'speaker' })).toEqual(['hold_out_speaker']);
    expect(await wheres('speech', { val_fraction: 0.9, test_fraction: 0.9 })).toEqual([
      'val_fraction',
    ]);
    expect(await wheres('classification', {})).toEqual([]);
    expect(await wheres('classification', { split: 'takes', last_test_take: 9 })).toEqual([
      'last_test_take',
    ]);
  });

  it('is known of word vectors of another width, also packed and with a first line of sizes', async () => {
    const lineOf = (word: string) => `${word} 0.1 0.2 0.3`;
    const plain = temporaryFile('v.txt', `2 3\n${lineOf('abcdefghij')}\n${lineOf('b')}\n`);
    const packed = temporaryFile('v.txt.gz', gzipSync(`${lineOf('abcdefghij')}\n${lineOf('b')}\n`));
    for (const embedding_file of [plain, packed]) {
      const given = { tokens: 'word', embedding_file, tie_weights: false, val_fraction: 0.4 };
      const wrong = await judge('language-model', text, { ...given, embedding_size: 4 });
      expect(wrong.misfits.map(({ where }) => where)).toEqual(['embedding_size']);
      expect(wrong.failure).toBe('embedding-width');
      const right = await judge('language-model', text, { ...given, embedding_size: 3 });
      expect(right).toEqual({ misfits: [], failure: null });
    }
  });

  it.each(Object.entries(taskExamples))(
    'lets the example of %s pass in every variant',
    async (id, example) => {
      const task = tasks.find(({ descriptor }) => descriptor.id === id)!;
      const path = temporaryFile(example.file, await example.content(0));
      const { summary } = await inspectFile(path);
      for (const variant of [{}, ...(example.variants ?? [])]) {
        const given = { ...example.settings, ...variant };
        const { values } = checkSettings(task.descriptor.settings, given);
        expect(misfitsOf(task.descriptor, summary, values)).toEqual([]);
      }
    },
  );
});
