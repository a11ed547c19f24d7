import type { Series } from './series.ts';
import type { WindowShape } from './windows.ts';

export type Normalization = 'last-value' | 'mean-std' | 'none';

/** How windows become sequences of segments. */
export interface BatchLayout extends WindowShape {
  /** Rows in one recurrent step. */
  readonly segment: number;
  /** `independent`: every channel of a window is a sequence; `joint`: a window is one. */
  readonly channels: 'independent' | 'joint';
  readonly normalization: Normalization;
}

/** Windows laid out for the network, all in freshly made arrays: tensors may take them over. */
export interface WindowBatch {
  readonly segments: number;
  readonly sequences: number;
  /** Channels in one sequence: 1, or all of them when joint. */
  readonly width: number;
  /** (segments, sequences, segment * width), normalised. */
  readonly inputs: Float32Array;
  /** (sequences, horizon, width), minus `location`, not divided by `spread`. */
  readonly targets: Float32Array;
  /** (sequences, 1, width): taken out of each window. */
  readonly location: Float32Array;
  /** (sequences, 1, width): what the inputs were divided by; null where nothing is divided. */
  readonly spread: Float32Array | null;
  /** (sequences): channel of each; all 0 when joint. */
  readonly channels: Int32Array;
  /** (sequences, horizon, width): 0 where the truth is missing; null when none is. */
  readonly present: Float32Array | null;
}

export function segmentsOf(layout: Pick<BatchLayout, 'input' | 'segment'>): number {
  return Math.ceil(layout.input / layout.segment);
}

/** @param origins first forecast row of each window, each with `input` rows before it */
export function layBatch(
  series: Series,
  layout: BatchLayout,
  origins: ArrayLike<number>,
): WindowBatch {
  const batch = emptyBatch(series, layout, origins.length);
  const all = series.channels.length;
  for (let window = 0; window < origins.length; window++) {
    for (let channel = 0; channel < all; channel++) {
      const place =
        batch.width === 1
          ? { sequence: window * all + channel, column: 0 }
          : { sequence: window, column: channel };
      if (batch.width === 1) batch.channels[place.sequence] = channel;
      layWindow(series, layout, origins[window]!, channel, batch, place);
    }
  }
  return batch;
}

interface Place {
  readonly sequence: number;
  readonly column: number;
}

function emptyBatch(series: Series, layout: BatchLayout, windows: number): WindowBatch {
  const all = series.channels.length;
  const joint = layout.channels === 'joint';
  const [sequences, width] = joint ? [windows, all] : [windows * all, 1];
  const segments = segmentsOf(layout);
  const values = windows * all;
  return {
    segments,
    sequences,
    width,
    inputs: new Float32Array(segments * layout.segment * values),
    targets: new Float32Array(layout.horizon * values),
    location: new Float32Array(values),
    spread: layout.normalization === 'mean-std' ? new Float32Array(values) : null,
    channels: new Int32Array(sequences),
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
  const { location, spread } = normalize(series, layout, origin, channel);
  batch.location[sequence * batch.width + column] = location;
  if (batch.spread !== null) batch.spread[sequence * batch.width + column] = spread;
  const padding = batch.segments * layout.segment - layout.input;
  for (let step = 0; step < batch.segments * layout.segment; step++) {
    const row = first + Math.max(0, step - padding);
    const segment = Math.floor(step / layout.segment);
    const inside = step - segment * layout.segment;
    const at = (segment * batch.sequences + sequence) * layout.segment + inside;
    batch.inputs[at * batch.width + column] = (values[row * all + channel]! - location) / spread;
  }
  for (let step = 0; step < layout.horizon; step++) {
    const from = (origin + step) * all + channel;
    const to = (sequence * layout.horizon + step) * batch.width + column;
    batch.targets[to] = (values[from] ?? 0) - location;
    if (batch.present !== null) batch.present[to] = series.missing?.[from] ? 0 : 1;
  }
}

function normalize(
  series: Series,
  layout: BatchLayout,
  origin: number,
  channel: number,
): { location: number; spread: number } {
  const all = series.channels.length;
  if (layout.normalization === 'none') return { location: 0, spread: 1 };
  if (layout.normalization === 'last-value') {
    return { location: series.values[(origin - 1) * all + channel]!, spread: 1 };
  }
  let sum = 0;
  let squares = 0;
  for (let row = origin - layout.input; row < origin; row++) {
    const value = series.values[row * all + channel]!;
    sum += value;
    squares += value * value;
  }
  const location = sum / layout.input;
  const variance = Math.max(0, squares / layout.input - location * location);
  return { location, spread: Math.sqrt(variance + 1e-5) };
}
