import type { Settings } from '../../contract/index.ts';
import { meanOf } from '../figures.ts';
import { atLeast, atMost, type Reproduction, type Trained } from '../reproduction.ts';

const cells = ['gru', 'lstm', 'rnn'] as const;
/**
 * Gates start open for as long as there is to remember; the falling rate takes the error below what
 * a constant one leaves. A gradient that must come back over hundreds of steps is small: a simple
 * network takes small steps.
 */
const settingsOf = (cell: (typeof cells)[number], lr: number, steps: number): Settings => ({
  cell,
  schedule: 'cosine',
  clip_norm: 1,
  diagnostics: true,
  ...(cell === 'rnn' ? { lr: lr / 5 } : { lr, chrono_steps: steps }),
});

/** The simple network must not do what the gated ones do: else the problem would test nothing. */
const unsolved = (
  bound: string,
  holds: (figure: number, trained: readonly Trained[]) => boolean,
) => ({
  text: bound,
  holds,
});

export const adding: Reproduction = {
  name: 'adding',
  title: 'Adding problem over 200 steps: the sum of two marked numbers',
  task: 'classification',
  data: {
    files: ['adding-200.json'],
    source: 'unroll sample adding --length 200',
    sample: 'adding-200.json',
  },
  trials: cells.map((cell) => ({ label: cell, settings: settingsOf(cell, 0.005, 200) })),
  seeds: [1],
  targets: [
    {
      label: 'squared error, GRU',
      ...meanOf('test/mse_original', 'gru'),
      must: atMost(0.001),
      goal: null,
    },
    {
      label: 'squared error, LSTM',
      ...meanOf('test/mse_original', 'lstm'),
      must: atMost(0.001),
      goal: null,
    },
    {
      label: 'squared error, simple RNN',
      ...meanOf('test/mse_original', 'rnn'),
      must: unsolved('> 0.05: forgets', (figure) => figure > 0.05 && figure < 1e6),
      goal: null,
    },
  ],
  published: [
    { value: '0.1767', what: 'always answering 1', source: 'Arjovsky et al. 2016' },
    { value: '0.164 / 5e-5', what: 'LSTM / GRU at 600 steps', source: 'Bai et al. 2018' },
  ],
  minutes: 12,
};

export const copying: Reproduction = {
  name: 'copying',
  title: 'Copying memory over 100 steps: ten symbols said again',
  task: 'classification',
  data: {
    files: ['copying-100.json'],
    source: 'unroll sample copying --length 100',
    sample: 'copying-100.json',
  },
  // Steps count here, not sequences: small batches make more of them. The simple network starts as
  // is usual elsewhere: from our orthogonal matrix it copies 98 % of the symbols.
  trials: cells.map((cell) => ({
    label: cell,
    settings: {
      ...settingsOf(cell, 0.003, 120),
      ...{ batch_size: 20, max_epochs: 30 },
      ...(cell === 'rnn' ? { recurrent_init: 'uniform' } : {}),
    },
  })),
  seeds: [1],
  targets: [
    {
      label: 'share of symbols right, GRU',
      ...meanOf('test/accuracy', 'gru'),
      must: atLeast(0.99),
      goal: null,
    },
    {
      label: 'share of symbols right, LSTM',
      ...meanOf('test/accuracy', 'lstm'),
      must: atLeast(0.99),
      goal: null,
    },
    {
      label: 'share of symbols right, simple RNN',
      ...meanOf('test/accuracy', 'rnn'),
      must: unsolved('< 0.9: forgets', (figure) => figure < 0.9 && figure >= 0),
      goal: null,
    },
  ],
  published: [{ value: '0.125', what: 'without memory', source: 'one symbol of eight' }],
  minutes: 25,
};
