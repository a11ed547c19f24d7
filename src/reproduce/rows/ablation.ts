import type { Settings } from '../../contract/index.ts';
import { figureText, mean, meanOf, spread, valuesOf } from '../figures.ts';
import type { Reproduction, ResultTable, Trained, Trial } from '../reproduction.ts';

/** One trick: the setting that turns it, beside what the others have. */
interface Trick {
  readonly label: string;
  /** Of the run in which it is other than in the common one. */
  readonly settings: Settings;
  /** Whether the common run has it. */
  readonly isCommon?: true;
}

/**
 * Small enough to be learnt by heart, so that what works against that can show, and trained for so
 * long and at such a rate that it does: a trick that only learns sooner should not win by that alone.
 */
const common: Settings = {
  hidden_size: 128,
  num_layers: 1,
  batch_size: 16,
  bptt: 32,
  lr: 0.01,
  max_epochs: 20,
  dropout: 0.3,
  patience: 0,
  samples_every: 0,
};

const tricks: readonly Trick[] = [
  { label: 'dropout 0.3', settings: { dropout: 0 }, isCommon: true },
  { label: 'norm clipping at 1', settings: { clip_norm: 0 }, isCommon: true },
  { label: 'forget bias 1', settings: { forget_bias: 0 }, isCommon: true },
  { label: 'orthogonal start', settings: { recurrent_init: 'uniform' }, isCommon: true },
  { label: 'cosine schedule', settings: { schedule: 'constant' }, isCommon: true },
  { label: 'locked dropout', settings: { dropout_kind: 'locked' } },
  { label: 'embedding dropout 0.2', settings: { embedding_dropout: 0.2 } },
  { label: 'recurrent dropout 0.2', settings: { recurrent_dropout: 0.2 } },
  { label: 'weight drop 0.5', settings: { weight_drop: 0.5 } },
  { label: 'zoneout 0.05 / 0.5', settings: { zoneout_h: 0.05, zoneout_c: 0.5 } },
  { label: 'layer normalisation', settings: { layer_norm: true } },
  { label: 'residual layer', settings: { layer_connection: 'residual' } },
  { label: 'highway layer', settings: { layer_connection: 'highway' } },
  { label: 'attention over 15 past states', settings: { past_attention: 'query-key-value' } },
  { label: 'tied weights', settings: { tie_weights: true } },
  { label: 'weight decay 0.01 (AdamW)', settings: { optimizer: 'adamw', weight_decay: 0.01 } },
  { label: 'activation penalty 2', settings: { activation_penalty: 2 } },
  { label: 'slowness penalty 1', settings: { slowness_penalty: 1 } },
  { label: 'token dropout 0.1', settings: { token_dropout: 0.1 } },
  { label: 'random BPTT length', settings: { random_bptt: true } },
  { label: 'chrono start over 32 steps', settings: { chrono_steps: 32 } },
  { label: 'value clipping at 0.01', settings: { clip_value: 0.01 } },
  { label: 'adaptive clipping at 0.1', settings: { clip_adaptive: 0.1 } },
  { label: 'EMA of 0.99', settings: { averaging: 'ema', averaging_decay: 0.99 } },
  { label: 'SWA', settings: { averaging: 'swa' } },
  {
    label: 'NT-ASGD after SGD (lr 10)',
    settings: {
      ...{ optimizer: 'sgd', momentum: 0, lr: 10, schedule: 'constant' },
      ...{ averaging: 'nt-asgd', averaging_patience: 2 },
    },
  },
  { label: 'warm-up of 100 steps', settings: { warmup_steps: 100 } },
  { label: 'mixed precision', settings: { precision: 'mixed' } },
];

const metric = 'val/nats';
const commonLabel = 'common settings';

/** What each trick is worth on one small task, with how much of that may be luck. */
export const ablation: Reproduction = {
  name: 'ablation',
  title: 'Each trick on and off: three hundred Tang poems by characters, LSTM 1 x 128',
  task: 'language-model',
  data: {
    files: ['three-hundred-tang-poems.txt', 'tangshi300_zh.txt'],
    source: 'github.com/chinese-poetry/chinese-poetry',
    sample: 'three-hundred-tang-poems.txt',
  },
  trials: [
    { label: commonLabel, settings: common },
    ...tricks.map(
      ({ label, settings }): Trial => ({ label, settings: { ...common, ...settings } }),
    ),
  ],
  seeds: [1, 2, 3],
  targets: [
    {
      label: `nats a character, ${commonLabel}`,
      ...meanOf(metric, commonLabel),
      must: null,
      goal: null,
    },
  ],
  published: [],
  minutes: 30,
  quick: { max_epochs: 2 },
  table,
};

/** Mean and standard deviation over the seeds, with and without; below zero the trick helps. */
function table(trained: readonly Trained[]): ResultTable {
  const usual = valuesOf(trained, metric, commonLabel);
  const rows = tricks.map(({ label, isCommon }) => {
    const other = valuesOf(trained, metric, label);
    const [on, off] = isCommon ? [usual, other] : [other, usual];
    return [label, withSpread(off), withSpread(on), difference(off, on)];
  });
  return { head: ['Trick', 'without (nats)', 'with (nats)', 'change'], rows };
}

function withSpread(values: readonly number[]): string {
  const center = mean(values);
  if (center === null) return '–';
  const width = spread(values);
  return width === null ? figureText(center) : `${figureText(center)} ± ${width.toFixed(4)}`;
}

function difference(off: readonly number[], on: readonly number[]): string {
  const [before, after] = [mean(off), mean(on)];
  if (before === null || after === null) return '–';
  const change = after - before;
  return `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(4)}`;
}
