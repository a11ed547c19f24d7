/** Which way is better, for every metric that Unroll reports; `none` for what is only watched. */
export type Direction = 'min' | 'max' | 'none';

export interface MetricDescription {
  readonly label: string;
  readonly unit: string;
  readonly direction: Direction;
}

/** Keyed by the part after the split: `val/mse` and `test/mse` are both `mse`. */
const measured: Readonly<Record<string, MetricDescription>> = {
  loss: { label: 'Loss', unit: '', direction: 'min' },
  nats: { label: 'Cross-entropy', unit: 'nats', direction: 'min' },
  bits: { label: 'Cross-entropy', unit: 'bits', direction: 'min' },
  bpc: { label: 'Bits per character', unit: 'bits', direction: 'min' },
  bpb: { label: 'Bits per byte', unit: 'bits', direction: 'min' },
  ppl: { label: 'Perplexity', unit: '', direction: 'min' },
  mse: { label: 'Mean squared error', unit: 'scaled', direction: 'min' },
  mae: { label: 'Mean absolute error', unit: 'scaled', direction: 'min' },
  mse_original: { label: 'Mean squared error', unit: 'original units²', direction: 'min' },
  mae_original: { label: 'Mean absolute error', unit: 'original units', direction: 'min' },
  mase: { label: 'Mean absolute scaled error', unit: '', direction: 'min' },
  crps: { label: 'Continuous ranked probability score', unit: 'scaled', direction: 'min' },
  wql: { label: 'Weighted quantile loss', unit: '', direction: 'min' },
  nll: { label: 'Negative log-likelihood', unit: 'nats', direction: 'min' },
  nll_continued: {
    label: 'Negative log-likelihood after the first frame',
    unit: 'nats',
    direction: 'min',
  },
  frame_accuracy: { label: 'Frame accuracy', unit: '', direction: 'max' },
  note_f1: { label: 'F1 of notes', unit: '', direction: 'max' },
  coverage_50: { label: 'Truth within the 50 % interval', unit: '', direction: 'none' },
  coverage_80: { label: 'Truth within the 80 % interval', unit: '', direction: 'none' },
  coverage_90: { label: 'Truth within the 90 % interval', unit: '', direction: 'none' },
  width_90: { label: 'Width of the 90 % interval', unit: 'scaled', direction: 'none' },
  objective: { label: 'Objective', unit: '', direction: 'min' },
  objective_max: { label: 'Objective', unit: '', direction: 'max' },
  accuracy: { label: 'Accuracy', unit: '', direction: 'max' },
  balanced_accuracy: { label: 'Balanced accuracy', unit: '', direction: 'max' },
  macro_f1: { label: 'Macro F1', unit: '', direction: 'max' },
  ece: { label: 'Calibration error', unit: '', direction: 'min' },
  temperature: { label: 'Temperature', unit: '', direction: 'none' },
  r2: { label: 'Variance explained', unit: '', direction: 'max' },
  bleu: { label: 'BLEU', unit: '', direction: 'max' },
  chrf: { label: 'chrF', unit: '', direction: 'max' },
  wer: { label: 'Word error rate', unit: '', direction: 'min' },
  cer: { label: 'Character error rate', unit: '', direction: 'min' },
};

const watched: Readonly<Record<string, MetricDescription>> = {
  lr: { label: 'Learning rate', unit: '', direction: 'none' },
  grad_norm: { label: 'Gradient norm', unit: '', direction: 'none' },
  grad_norm_clipped: { label: 'Gradient norm after clipping', unit: '', direction: 'none' },
  loss_scale: { label: 'Loss scale', unit: '', direction: 'none' },
  tokens_per_sec: { label: 'Tokens per second', unit: '1/s', direction: 'none' },
  windows_per_sec: { label: 'Windows per second', unit: '1/s', direction: 'none' },
  recordings_per_sec: { label: 'Recordings per second', unit: '1/s', direction: 'none' },
  sequences_per_sec: { label: 'Sequences per second', unit: '1/s', direction: 'none' },
  steps_per_sec: { label: 'Steps per second', unit: '1/s', direction: 'none' },
  'sys/rss': { label: 'Memory', unit: 'MB', direction: 'none' },
  'sys/peak_rss': { label: 'Peak memory', unit: 'MB', direction: 'none' },
  'sys/cpu': { label: 'Processor', unit: 'cores', direction: 'none' },
  'sys/data_wait': { label: 'Waiting for data', unit: '% of the time', direction: 'none' },
  'sys/gpu_util': { label: 'GPU utilisation', unit: '%', direction: 'none' },
  'sys/gpu_memory': { label: 'GPU memory', unit: 'MB', direction: 'none' },
  'sys/gpu_memory_total': { label: 'GPU memory in all', unit: 'MB', direction: 'none' },
};

/** How other programs name what should be small, and what large: `val_loss`, `eval/accuracy`. */
const smaller = /(^|[^a-z])(loss|error|err|mse|rmse|mae|nll|ppl|perplexity|wer|cer)$/i;
const larger = /(^|[^a-z])(acc|accuracy|f1|auc|precision|recall|score|bleu|reward)$/i;

function directionByName(name: string): Direction {
  if (smaller.test(name)) return 'min';
  return larger.test(name) ? 'max' : 'none';
}

/**
 * Description of a metric such as `val/mse` or `grad_norm`; unknown names are shown as they are, the
 * better direction told from their last word where it says so.
 */
export function describeMetric(name: string): MetricDescription {
  const own = watched[name];
  if (own !== undefined) return own;
  const base = name.slice(name.indexOf('/') + 1);
  return measured[base] ?? { label: name, unit: '', direction: directionByName(name) };
}

/** Whether `candidate` is better than `incumbent` by the metric's own direction. */
export function isBetter(name: string, candidate: number, incumbent: number | undefined): boolean {
  if (!Number.isFinite(candidate)) return false;
  if (incumbent === undefined) return true;
  const { direction } = describeMetric(name);
  if (direction === 'none') return false;
  return direction === 'min' ? candidate < incumbent : candidate > incumbent;
}
