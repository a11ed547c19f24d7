import { Random } from '../../src/backend/random.ts';
import { keyShare, sentenceKey } from '../../src/tasks/translation/sentence-key.ts';
import { tones } from './recordings.ts';
import { tarOf } from './tar.ts';

/** Data and settings with which a task learns in a moment. */
export interface Example {
  readonly file: string;
  /** Writes data whose training part is always the same; `later` changes all that comes after. */
  readonly content: (later: number) => string | Uint8Array | Promise<Uint8Array>;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Other ways to look at the data, in which nothing may leak either. */
  readonly variants?: readonly Readonly<Record<string, unknown>>[];
  /** Part that `later` changes; the validation part too where it is left out. */
  readonly changes?: 'test';
  /** Baselines that give texts without probabilities, and so none of the measures of those. */
  readonly onlyTexts?: readonly string[];
}

const small = { hidden_size: 8, num_layers: 1, batch_size: 8, seed: 5 } as const;

/** One for each registered task, by its id. */
export const taskExamples: Readonly<Record<string, Example>> = {
  forecasting: {
    file: 'series.csv',
    content: (later) => {
      const random = new Random(3);
      const lines = Array.from({ length: 240 }, (_, row) => {
        const noise = random.normal() / 5;
        const shift = row >= 192 ? later * (row - 150) : 0;
        const date = new Date(Date.UTC(2020, 0, 1) + row * 3_600_000).toISOString().slice(0, 19);
        const gap = row % 17 === 5 ? '' : (10 * Math.cos(row / 2) - shift).toFixed(4);
        return `${date},${(Math.sin(row / 2) + noise + shift).toFixed(4)},${gap}`;
      });
      return `date,a,b\n${lines.join('\n')}\n`;
    },
    settings: { ...small, input_length: 12, horizon: 6, segment_length: 4 },
    variants: [
      { normalization: 'season' },
      {
        ...{ output: 'student-t', normalization: 'mean-std', decoding: 'encoder-decoder' },
        ...{ calendar_features: 'auto', past_columns: ['b'] },
      },
      { normalization: 'mean-std', channels: 'joint' },
    ],
  },
  classification: {
    file: 'shapes.csv',
    content: (later) => {
      const random = new Random(11);
      // Only what falls into validation and test changes: see `split` in the settings.
      const rows = Array.from({ length: 120 }, (_, row) => {
        const isLearnt = row < 80;
        const name = ['up', 'down', 'flat'][row % 3]!;
        const slope = { up: 1, down: -1, flat: 0 }[name]!;
        const shift = isLearnt ? 0 : later;
        const values = Array.from({ length: 9 }, (_, step) =>
          (slope * (step - 4) + random.normal() / 4 + shift).toFixed(3),
        );
        return { part: isLearnt ? 'TRAIN' : 'TEST', cells: [name, ...values].join('\t') };
      });
      const file = (part: string) =>
        Buffer.from(rows.flatMap((one) => (one.part === part ? [one.cells] : [])).join('\n'));
      return tarOf({ 'Shapes_TRAIN.tsv': file('TRAIN'), 'Shapes_TEST.tsv': file('TEST') });
    },
    settings: { ...small, val_fraction: 0.2 },
    variants: [
      { pooling: 'attention', bidirectional: true, cell: 'lstm' },
      { pooling: 'max', class_weights: 'balanced', label_smoothing: 0.1 },
      { pooling: 'mean', input_normalization: 'sequence', input_noise: 0.1 },
    ],
    changes: 'test',
  },
  'language-model': {
    file: 'text.txt',
    content: (later) => {
      const training = 'the cat sat on the mat. a dog ran to the cat!\n'.repeat(40);
      const rest = later === 0 ? 'the dog sat on a cat.\n' : 'Ωther signs: 12345 §\n';
      return (training + rest.repeat(40)).slice(0, 2300);
    },
    settings: { ...small, bptt: 10, val_fraction: 0.1, test_fraction: 0.1 },
  },
  speech: {
    file: 'words.tar',
    content: (later) => {
      const words = { low: [300, 500], high: [1800, 1500], fall: [1800, 300] } as const;
      const files: Record<string, Uint8Array> = {};
      for (const [part, takes] of Object.entries({ train: 6, dev: 2, test: 2 })) {
        for (const [place, [word, [first, second]]] of Object.entries(words).entries()) {
          for (let take = 0; take < takes; take++) {
            const shift = part === 'train' ? 0 : 40 * later;
            const options = { seconds: 0.12 + take / 100, seed: 1 + place * 100 + take };
            files[`${part}/${word}_${take}.wav`] = tones(first, second + shift, options);
          }
        }
      }
      return tarOf(files);
    },
    settings: { ...small, split: 'named', tokens: 'word', bands: 16 },
    variants: [{ feature_normalization: 'global', deltas: true, features: 'mfcc', bands: 16 }],
  },
  translation: {
    file: 'pairs.txt',
    content: (later) => {
      const names = ['Ann', 'Bob', 'Eve', 'Tom', 'Kim', 'Leo', 'Mia', 'Zoe'];
      const deeds = [
        ['sees the cat', 'voit le chat'],
        ['has a dog', 'a un chien'],
        ['likes tea', 'aime le thé'],
        ['is at home', 'est à la maison'],
        ['reads books', 'lit des livres'],
      ];
      const pairs = names.flatMap((name) =>
        deeds.map(([english, french]) => [`${name} ${english}.`, `${name} ${french}.`]),
      );
      // Only what falls into validation and test changes.
      const isHeldOut = (source: string) => keyShare(sentenceKey(source)) < 0.4;
      const lines = pairs.map(([source, target]) =>
        later > 0 && isHeldOut(source!) ? `${source}\tΩther ${later} §` : `${source}\t${target}`,
      );
      return `${lines.join('\n')}\n`;
    },
    settings: {
      ...small,
      batch_size: 5,
      embedding_size: 8,
      vocabulary_size: 270,
      val_fraction: 0.2,
      test_fraction: 0.2,
    },
    variants: [
      { tokens: 'word', attention: 'none', cell: 'lstm', bidirectional: false },
      { attention: 'dot', input_feeding: true, shared_vocabulary: false },
      { attention: 'additive', coverage_loss: 1, scheduled_sampling: 4, batch_by: 'tokens' },
    ],
    onlyTexts: ['copy'],
  },
  polyphony: {
    file: 'pieces.json',
    content: (later) => {
      // Two voices in parallel over a walking bass, in several keys.
      const piece = (index: number, shift: number) =>
        Array.from({ length: 8 + (index % 5) }, (_, step) =>
          step % 7 === 6 ? [] : [48 + index + shift, 60 + index + ((step * 2) % 7), 64 + index],
        );
      const pieces = (from: number, count: number, shift: number) =>
        Array.from({ length: count }, (_, index) => piece((from + index) % 12, shift));
      const held = { valid: pieces(3, 4, later), test: pieces(5, 4, later) };
      return JSON.stringify({ train: pieces(0, 20, 0), ...held });
    },
    settings: { ...small, batch_size: 6, excerpt_length: 9 },
    variants: [{ transpose: 3, excerpt_length: 0, cell: 'gru' }],
  },
};
