import {
  notInOnnx,
  type OnnxFile,
  OnnxGraph,
  onnxFile,
  reshaped,
  transposed,
} from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { type BatchLayout, lookBack, segmentsOf } from './batches.ts';
import type { ForecasterConfig, SegmentForecaster } from './model.ts';
import { decodedColumns } from './onnx-decoding.ts';
import type { ForecastingPlan } from './plan.ts';

/** Of the columns, in the training rows. */
interface ForecasterScale {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** What a window is measured against; see `normalize` of the batches. */
interface Reference {
  /** (batch, columns, rows read) and (batch, columns, horizon or 1); null where nothing is taken. */
  readonly input: string | null;
  readonly target: string | null;
  /** (batch, columns, 1); null where nothing is divided. */
  readonly spread: string | null;
}

/**
 * A window of rows to the rows that come, both in the columns' own units: scaling, what is taken out
 * of each window, segments, recurrent layers, output, and all of it back.
 * @throws UnrollError `not-in-onnx` for other decodings, covariates, graphs and distributions
 */
function forecasterGraph(
  config: ForecasterConfig,
  layout: BatchLayout,
  scale: ForecasterScale,
  parameters: ParameterSet,
): OnnxGraph {
  expectPlain(config);
  const graph = new OnnxGraph();
  const columns = scale.means.length;
  const rows = lookBack(layout);
  const window = graph.input('window', {
    ...{ type: 'float32', shape: ['batch', rows, columns] },
    about: `The ${rows} rows before the first that is forecast, in the columns' own units.`,
  });
  const [means, deviations] = [scale.means, scale.deviations].map((of) =>
    graph.floats(of, [columns, 1]),
  );
  const byColumn = transposed(graph, window, [0, 2, 1]);
  const scaled = graph.node('Div', [graph.node('Sub', [byColumn, means!]), deviations!]);
  const read = rowsOf(graph, scaled, rows - layout.input, rows);
  const reference = referenceOf(graph, layout, scaled, read);
  const sequences = layOut(graph, config, layout, normalised(graph, read, reference), columns);
  const decoded = decodedColumns({ graph, config, parameters, columns }, sequences);
  const spread =
    reference.spread === null ? decoded : graph.node('Mul', [decoded, reference.spread]);
  const placed = reference.target === null ? spread : graph.node('Add', [spread, reference.target]);
  const original = graph.node('Add', [graph.node('Mul', [placed, deviations!]), means!]);
  graph.output('forecast', transposed(graph, original, [0, 2, 1]), {
    ...{ type: 'float32', shape: ['batch', layout.horizon, columns] },
    about: `The next ${layout.horizon} rows.`,
  });
  return graph;
}

/** Rows `from` to `to` of (batch, columns, rows). */
function rowsOf(graph: OnnxGraph, value: string, from: number, to: number): string {
  return graph.node('Slice', [
    value,
    graph.integers([from]),
    graph.integers([to]),
    graph.integers([2]),
  ]);
}

function referenceOf(
  graph: OnnxGraph,
  layout: BatchLayout,
  scaled: string,
  read: string,
): Reference {
  const { input, horizon, normalization, season } = layout;
  const rows = lookBack(layout);
  if (normalization === 'none') return { input: null, target: null, spread: null };
  if (normalization === 'last-value') {
    const last = rowsOf(graph, scaled, rows - 1, rows);
    return { input: last, target: last, spread: null };
  }
  if (normalization === 'mean-std') {
    const attributes = { axes: [2], keepdims: 1 };
    const mean = graph.node('ReduceMean', [read], attributes);
    const centred = graph.node('Sub', [read, mean]);
    const variance = graph.node('ReduceMean', [graph.node('Mul', [centred, centred])], attributes);
    const raised = graph.node('Add', [variance, graph.floats([1e-5], [])]);
    return { input: mean, target: mean, spread: graph.node('Sqrt', [raised]) };
  }
  const period = season!;
  const before = rowsOf(graph, scaled, rows - input - period, rows - period);
  const places = Array.from(
    { length: horizon },
    (_, step) => rows + step - period * Math.ceil((step + 1) / period),
  );
  const target = graph.node('Gather', [scaled, graph.integers(places)], { axis: 2 });
  return { input: before, target, spread: null };
}

function normalised(graph: OnnxGraph, read: string, { input, spread }: Reference): string {
  const centred = input === null ? read : graph.node('Sub', [read, input]);
  return spread === null ? centred : graph.node('Div', [centred, spread]);
}

/** (batch, columns, input) to (segments, sequences, segment * width), padded at its beginning. */
function layOut(
  graph: OnnxGraph,
  { segment, width }: ForecasterConfig,
  layout: BatchLayout,
  value: string,
  columns: number,
): string {
  const segments = segmentsOf(layout);
  const missing = segments * segment - layout.input;
  const first = rowsOf(graph, value, 0, 1);
  const padded =
    missing === 0
      ? value
      : graph.node('Concat', [...new Array<string>(missing).fill(first), value], { axis: 2 });
  if (width === 1) {
    const cut = reshaped(graph, padded, [-1, segments, segment]);
    return transposed(graph, cut, [1, 0, 2]);
  }
  // A row of a segment has all columns side by side.
  const cut = reshaped(graph, padded, [-1, columns, segments, segment]);
  return reshaped(graph, transposed(graph, cut, [2, 0, 3, 1]), [segments, -1, segment * width]);
}

function expectPlain(config: ForecasterConfig): void {
  if (!['direct', 'parallel'].includes(config.decoding))
    throw notInOnnx('a decoder that goes step by step', 'decoding');
  if (config.past + config.known > 0)
    throw notInOnnx('further columns that it reads', 'past_columns');
  if (config.mixing !== null) throw notInOnnx('a graph', 'channels');
  if (config.parameters > 1) throw notInOnnx('a distribution as its output', 'output');
}

/** The graph, and what the network forecasts from some windows. */
export function forecasterFile(
  { series, layout }: ForecastingPlan,
  model: SegmentForecaster,
  parameters: ParameterSet,
  told: { readonly origins: Int32Array; readonly forecasts: Float32Array },
): OnnxFile {
  if (series.members.length > 1)
    throw notInOnnx('several series, each scaled by itself', 'series_column');
  const scales = series.channels.map((_, channel) => series.scaler.channels[channel]!);
  const scale = {
    means: scales.map(({ mean }) => mean),
    deviations: scales.map(({ std }) => std),
  };
  const graph = forecasterGraph(model.config, layout, scale, parameters);
  const columns = series.channels.length;
  const rows = lookBack(layout);
  const original = (scaled: Float32Array) =>
    scaled.map((value, at) => value * scales[at % columns]!.std + scales[at % columns]!.mean);
  const windows = [...told.origins].flatMap((origin) => [
    ...series.values.subarray((origin - rows) * columns, origin * columns),
  ]);
  const count = told.origins.length;
  const check = new Map([
    ['window', { shape: [count, rows, columns], values: original(Float32Array.from(windows)) }],
    ['forecast', { shape: [count, layout.horizon, columns], values: original(told.forecasts) }],
  ]);
  return onnxFile(graph, 'forecasting', check, { columns: JSON.stringify(series.channels) });
}
