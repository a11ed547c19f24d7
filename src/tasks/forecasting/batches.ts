import type { Covariates } from './covariates.ts';
import { memberAt, type Series } from './series.ts';
import type { WindowShape } from './windows.ts';

export type Normalization = 'last-value' | 'season' | 'mean-std' | 'none';

/** How windows become sequences of segments. */
export interface BatchLayout extends WindowShape {
  /** Rows in one recurrent step. */
  readonly segment: number;
  /** `independent`: every channel of a window is a sequence; `joint`: a window is one. */
  readonly channels: 'independent' | 'joint';
  readonly normalization: Normalization;
  /** Rows in the season that `season` takes out; null where no season is known. */
  readonly season: number | null;
}

/** Windows laid out for the network, all in freshly made arrays: tensors may take them over. */
export interface WindowBatch {
  readonly segments: number;
  readonly sequences: number;
  /** Channels in one sequence: 1, or all of them when joint. */
  readonly width: number;
  /** (segments, sequences, segment * (width + covariates)): normalised values, then covariates. */
  readonly inputs: Float32Array;
  /**
   * (horizon segments, sequences, segment * known): what is known in advance of the rows to be
   * forecast; null where nothing is.
   */
  readonly future: Float32Array | null;
  /** (sequences, horizon, width), minus `location`, not divided by `spread`. */
  readonly targets: Float32Array;
  /** (sequences, horizon, width): taken out of each target, put back after the forecast. */
  readonly location: Float32Array;
  /** (sequences, 1, width): what the inputs were divided by; null where nothing is divided. */
  readonly spread: Float32Array | null;
  /** (sequences): which of the learnt vectors tells each: its slot, or its member when joint. */
  readonly entities: Int32Array;
  /** (sequences, horizon, width): 0 where the truth is missing; null when none is. */
  readonly present: Float32Array | null;
}

export function segmentsOf(layout: Pick<BatchLayout, 'input' | 'segment'>): number {
  return Math.ceil(layout.input / layout.segment);
}

/** Rows before its first forecast row that a window reads: a season more where it takes one out. */
export function lookBack(layout: Pick<BatchLayout, 'input' | 'normalization' | 'season'>): number {
  return layout.input + (layout.normalization === 'season' ? seasonOf(layout) : 0);
}

/** Steps that cover the horizon. */
export function stepsAhead(layout: Pick<BatchLayout, 'horizon' | 'segment'>): number {
  return Math.ceil(layout.horizon / layout.segment);
}

/** @param origins first forecast row of each window, each with `lookBack` rows before it */
export function layBatch(
  series: Series,
  layout: BatchLayout,
  origins: ArrayLike<number>,
  covariates: Covariates | null = null,
): WindowBatch {
  const batch = emptyBatch(series, layout, origins.length, covariates);
  const all = series.channels.length;
  for (let window = 0; window < origins.length; window++) {
    for (let channel = 0; channel < all; channel++) {
      const place =
        batch.width === 1
          ? { sequence: window * all + channel, column: 0 }
          : { sequence: window, column: channel };
      const member = memberAt(series, origins[window]!);
      const joint = layout.channels === 'joint';
      batch.entities[place.sequence] = joint ? member : member * all + channel;
      layWindow(series, layout, origins[window]!, channel, batch, place);
      if (covariates !== null && place.column === 0)
        layCovariates(series, covariates, layout, origins[window]!, batch, place.sequence);
    }
  }
  return batch;
}

interface Place {
  readonly sequence: number;
  readonly column: number;
}

function emptyBatch(
  series: Series,
  layout: BatchLayout,
  windows: number,
  covariates: Covariates | null,
): WindowBatch {
  const all = series.channels.length;
  const joint = layout.channels === 'joint';
  const [sequences, width] = joint ? [windows, all] : [windows * all, 1];
  const segments = segmentsOf(layout);
  const values = windows * all;
  const { past = 0, known = 0 } = covariates ?? {};
  const read = segments * layout.segment * sequences * (width + past + known);
  return {
    segments,
    sequences,
    width,
    inputs: new Float32Array(read),
    future:
      known === 0
        ? null
        : new Float32Array(stepsAhead(layout) * layout.segment * sequences * known),
    targets: new Float32Array(layout.horizon * values),
    location: new Float32Array(layout.horizon * values),
    spread: layout.normalization === 'mean-std' ? new Float32Array(values) : null,
    entities: new Int32Array(sequences),
    present: series.missing === null ? null : new Float32Array(layout.horizon * values),
  };
}

/** One channel of one window. An incomplete first segment begins with its oldest value repeated. */
function layWindow(
  series: Series,
  layout: BatchLayout,
  origin: number,
  channel: number,
  batch: WindowBatch,
  { sequence, column }: Place,
): void {
  const { values } = series;
  const all = series.channels.length;
  const first = origin - layout.input;
  const { input, target, spread } = normalize(series, layout, origin, channel);
  if (batch.spread !== null) batch.spread[sequence * batch.width + column] = spread;
  const padding = batch.segments * layout.segment - layout.input;
  const rowWidth = batch.inputs.length / (batch.segments * batch.sequences);
  for (let step = 0; step < batch.segments * layout.segment; step++) {
    const row = first + Math.max(0, step - padding);
    const segment = Math.floor(step / layout.segment);
    const inside = step - segment * layout.segment;
    const at = (segment * batch.sequences + sequence) * rowWidth + inside * batch.width + column;
    batch.inputs[at] = (values[row * all + channel]! - input(row)) / spread;
  }
  for (let step = 0; step < layout.horizon; step++) {
    const from = (origin + step) * all + channel;
    const to = (sequence * layout.horizon + step) * batch.width + column;
    const location = target(step);
    batch.location[to] = location;
    batch.targets[to] = (values[from] ?? 0) - location;
    if (batch.present !== null) batch.present[to] = series.missing?.[from] ? 0 : 1;
  }
}

/** Behind the values of each segment; of the rows ahead, what is known in advance. */
function layCovariates(
  { members }: Series,
  { values, past, known }: Covariates,
  layout: BatchLayout,
  origin: number,
  batch: WindowBatch,
  sequence: number,
): void {
  const width = past + known;
  const { segment } = layout;
  const padding = batch.segments * segment - layout.input;
  const rowWidth = segment * (batch.width + width);
  for (let step = 0; step < batch.segments * segment; step++) {
    const row = origin - layout.input + Math.max(0, step - padding);
    const place = Math.floor(step / segment) * batch.sequences + sequence;
    const to = place * rowWidth + segment * batch.width + (step % segment) * width;
    batch.inputs.set(values.subarray(row * width, (row + 1) * width), to);
  }
  if (batch.future === null) return;
  const last = members[memberAt({ members }, origin)]!.stop - 1;
  for (let step = 0; step < stepsAhead(layout) * segment; step++) {
    const row = Math.min(origin + step, last);
    const place = Math.floor(step / segment) * batch.sequences + sequence;
    const to = (place * segment + (step % segment)) * known;
    batch.future.set(values.subarray(row * width + past, (row + 1) * width), to);
  }
}

/** What is taken out of one channel of one window, and what it is divided by. */
interface Reference {
  /** @param row of the input */
  input(row: number): number;
  /** @param step of the horizon, from 0 */
  target(step: number): number;
  readonly spread: number;
}

function normalize(
  series: Series,
  layout: BatchLayout,
  origin: number,
  channel: number,
): Reference {
  const at = (row: number): number => series.values[row * series.channels.length + channel]!;
  switch (layout.normalization) {
    case 'none':
      return constantReference(0, 1);
    case 'last-value':
      return constantReference(at(origin - 1), 1);
    case 'season':
      return seasonalReference(at, origin, seasonOf(layout));
    case 'mean-std':
      return windowReference(at, origin, layout.input);
  }
}

function constantReference(location: number, spread: number): Reference {
  return { input: () => location, target: () => location, spread };
}

/** The latest value of the same phase that is known when the forecast is made. */
function seasonalReference(at: (row: number) => number, origin: number, season: number): Reference {
  return {
    input: (row) => at(row - season),
    target: (step) => at(origin + step - season * Math.ceil((step + 1) / season)),
    spread: 1,
  };
}

/** Mean and standard deviation of the input (RevIN, Kim et al. 2022, without learnt scale). */
function windowReference(at: (row: number) => number, origin: number, input: number): Reference {
  let sum = 0;
  let squares = 0;
  for (let row = origin - input; row < origin; row++) {
    const value = at(row);
    sum += value;
    squares += value * value;
  }
  const mean = sum / input;
  return constantReference(mean, Math.sqrt(Math.max(0, squares / input - mean * mean) + 1e-5));
}

function seasonOf({ season }: Pick<BatchLayout, 'season'>): number {
  if (season === null) throw new Error('a layout by season without a season');
  return season;
}
