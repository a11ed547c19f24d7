import {
  linearLayer,
  type OnnxGraph,
  parameter,
  recurrentLayers,
  reshaped,
  transposed,
  valuesOf,
} from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import type { ForecasterConfig } from './model.ts';

/** What a forecaster's graph is made of. */
export interface GraphParts {
  readonly graph: OnnxGraph;
  readonly config: ForecasterConfig;
  readonly parameters: ParameterSet;
  readonly columns: number;
}

/** @param sequences (segments, sequences, segment * width) @returns (batch, columns, horizon) */
export function decodedColumns(parts: GraphParts, sequences: string): string {
  const { graph, config, parameters, columns } = parts;
  const { horizon, width, decoding } = config;
  const projected = graph.node('Relu', [linearLayer(graph, parameters, 'segment', sequences)]);
  const decoded = decoding === 'direct' ? direct(parts, projected) : parallel(parts, projected);
  if (width === 1) return reshaped(graph, decoded, [-1, columns, horizon]);
  return transposed(graph, decoded, [0, 2, 1]);
}

/** As `DirectDecoder` does it. @returns (sequences, horizon, width) */
function direct({ graph, config, parameters, columns }: GraphParts, projected: string): string {
  const { recurrent, horizon, width, entities } = config;
  const { hiddenSize: hidden } = recurrent;
  let sequence = projected;
  if (entities > 1) {
    // One vector for each column, over all windows of the batch.
    const byWindow = reshaped(graph, projected, [0, -1, columns, hidden]);
    const told = graph.node('Add', [byWindow, parameter(graph, parameters, 'channel.table')]);
    sequence = reshaped(graph, told, [0, -1, hidden]);
  }
  const { finals } = recurrentLayers(graph, parameters, recurrent, { sequence });
  const last = transposed(graph, finals.at(-1)![0]!, [1, 0, 2]);
  const output = linearLayer(graph, parameters, 'output', reshaped(graph, last, [0, -1]));
  return reshaped(graph, output, [-1, horizon, width]);
}

/** As `ParallelDecoder` does it. @returns (sequences, horizon, width) */
function parallel({ graph, config, parameters, columns }: GraphParts, sequence: string): string {
  const { recurrent, horizon, width, segment } = config;
  const { hiddenSize: hidden } = recurrent;
  const steps = Math.ceil(horizon / segment);
  const { finals } = recurrentLayers(graph, parameters, recurrent, { sequence });
  const states = finals.map((layer) =>
    layer.map((state) => {
      const apart = graph.node('Unsqueeze', [state, graph.integers([2])]);
      const repeated = graph.node('Tile', [apart, graph.integers([1, 1, steps, 1])]);
      return reshaped(graph, repeated, [1, -1, hidden]);
    }),
  );
  // A query for every step ahead of every column, for all windows alike.
  const rows = (config.width === 1 ? columns : 1) * steps;
  const queries = graph.floats(queryTable(config, parameters, steps), [1, rows, hidden]);
  const byWindow = reshaped(graph, states[0]![0]!, [-1, rows, hidden]);
  const spread = graph.node('Expand', [queries, graph.node('Shape', [byWindow])]);
  const asked = reshaped(graph, spread, [1, -1, hidden]);
  const read = recurrentLayers(graph, parameters, recurrent, { sequence: asked, states });
  const output = linearLayer(graph, parameters, 'output', read.sequence);
  const whole = reshaped(graph, output, [-1, steps * segment, width]);
  return graph.node('Slice', [
    whole,
    graph.integers([0]),
    graph.integers([horizon]),
    graph.integers([1]),
  ]);
}

/** (columns * steps, hidden): a learnt position, beside what tells the column. */
function queryTable(
  { entities, recurrent }: ForecasterConfig,
  parameters: ParameterSet,
  steps: number,
): Float32Array {
  const { hiddenSize: hidden } = recurrent;
  const positions = valuesOf(parameters, 'position.table');
  const width = positions.length / steps;
  const channels = width < hidden ? valuesOf(parameters, 'channel.table') : new Float32Array(0);
  const table = new Float32Array(Math.max(1, entities) * steps * hidden);
  for (let row = 0; row < entities * steps; row++) {
    const [entity, step] = [Math.floor(row / steps), row % steps];
    table.set(positions.subarray(step * width, (step + 1) * width), row * hidden);
    const own = channels.subarray(entity * (hidden - width), (entity + 1) * (hidden - width));
    table.set(own, row * hidden + width);
  }
  return table;
}
