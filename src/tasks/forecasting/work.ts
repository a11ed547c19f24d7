import {
  booleanOf,
  listOf,
  numberOf,
  type Settings,
  type TableSummary,
  textOf,
} from '../../contract/index.ts';
import { stackSize } from '../../models/stack-size.ts';
import { trainingShare } from '../token-counts.ts';
import type { MeasureWork } from '../work.ts';
import { type CalendarFeatures, calendarFeatures } from './calendar.ts';
import type { OutputId } from './outputs/output-id.ts';
import { outputLevels } from './outputs/quantile-grid.ts';
import { chooseSegment } from './segment-length.ts';

/** Numbers that are given for each value. */
const numbersPerValue: Readonly<Record<OutputId, number>> = {
  point: 1,
  normal: 2,
  'student-t': 3,
  quantiles: outputLevels.length,
};

/** Windows side by side, each channel a sequence of its own unless they are read jointly. */
export const forecastingWork: MeasureWork = (summary, settings) => {
  if (summary.kind !== 'table') return null;
  const sizes = sizesOf(summary, settings);
  const network = networkSize(sizes, settings);
  const decoding = textOf(settings, 'decoding');
  const decoded = decoding === 'direct' ? 0 : Math.ceil(sizes.horizon / sizes.segment);
  const steps = Math.ceil(sizes.input / sizes.segment) + decoded;
  return {
    ...network,
    sequenceSteps: sizes.windows * sizes.sequences * steps,
    batch: numberOf(settings, 'batch_size') * sizes.sequences,
    steps,
  };
};

interface Sizes {
  readonly input: number;
  readonly horizon: number;
  readonly segment: number;
  readonly channels: number;
  /** Of one window. */
  readonly sequences: number;
  readonly windows: number;
  /** Values of a row that are read beside the channels: up to now, and in advance. */
  readonly past: number;
  readonly known: number;
}

function sizesOf(summary: TableSummary, settings: Settings): Sizes {
  const numeric = summary.columns.filter((column) => column.type === 'number').length;
  const [past, known] = [listOf(settings, 'past_columns'), listOf(settings, 'known_columns')];
  const free = numeric - past.length - known.length;
  const channels = listOf(settings, 'target_columns').length || Math.max(1, free);
  const input = numberOf(settings, 'input_length');
  const horizon = numberOf(settings, 'horizon');
  const share = Math.max(0, trainingShare(settings));
  const rows = numberOf(settings, 'train_rows') || summary.rows * share;
  const season = numberOf(settings, 'season_length');
  const given = Math.min(input, numberOf(settings, 'segment_length'));
  const calendar = calendarFeatures(
    textOf(settings, 'calendar_features') as CalendarFeatures,
    summary.time?.stepSeconds ?? null,
  );
  return {
    input,
    horizon,
    segment: chooseSegment(input, season > 0 ? [season] : summary.periods, given),
    channels,
    sequences: textOf(settings, 'channels') === 'joint' ? 1 : channels,
    windows: Math.max(0, rows - input - horizon + 1),
    past: past.length,
    known: known.length + calendar.length,
  };
}

function networkSize(sizes: Sizes, settings: Settings) {
  const { segment, horizon, channels, sequences, past, known } = sizes;
  const hidden = numberOf(settings, 'hidden_size');
  const width = channels / sequences;
  const decoding = textOf(settings, 'decoding');
  const bidirectional = decoding === 'direct' && booleanOf(settings, 'bidirectional');
  const stack = stackSize(settings, { input: hidden, bidirectional });
  const ahead = Math.ceil(horizon / segment);
  const values = decoding === 'direct' ? horizon : segment;
  const told = known === 0 ? 0 : (decoding === 'direct' ? ahead * segment : segment) * known + 1;
  const reads =
    (bidirectional ? 2 : 1) * hidden + (decoding === 'direct' && known > 0 ? hidden : 0);
  const numbers = numbersPerValue[textOf(settings, 'output') as OutputId];
  const output = (reads + 1) * values * width * numbers;
  const projection = (segment * (width + past + known) + 1) * hidden;
  const separate = decoding === 'encoder-decoder';
  const recurrent = separate ? 2 * stack : stack;
  const other =
    projection + output + told * hidden + (separate ? (segment * width + 1) * hidden : 0);
  return {
    parameters: recurrent + other + namesSize({ decoding, hidden, ahead, sequences }),
    weightsPerStep: stack + projection + output,
    recurrent: stack,
  };
}

/** Learnt vectors that tell steps ahead and sequences apart. */
function namesSize({
  decoding,
  hidden,
  ahead,
  sequences,
}: {
  readonly decoding: string;
  readonly hidden: number;
  readonly ahead: number;
  readonly sequences: number;
}): number {
  if (decoding !== 'parallel') return sequences === 1 ? 0 : sequences * hidden;
  const own = sequences === 1 ? 0 : Math.floor(hidden / 2);
  return ahead * (hidden - own) + sequences * own;
}
