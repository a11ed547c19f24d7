import { numberOf, type Settings, textOf } from '../../../contract/index.ts';
import type { Graph } from '../../../datasets/index.ts';
import type { Series } from '../series.ts';
import { adjacency, type EdgeWeights } from './adjacency.ts';
import { type GraphFilterId, graphFilters } from './filters.ts';
import { GraphMixing } from './graph-mixing.ts';
import { noGraph } from './no-graph.ts';

/**
 * The graph convolution that the settings ask for, over the columns that are forecast.
 * @returns null unless channels = graph
 * @throws UnrollError `no-graph` when the file holds none
 */
export function makeMixing(
  graph: Graph | null,
  { channels, members }: Series,
  settings: Settings,
): GraphMixing | null {
  if (textOf(settings, 'channels') !== 'graph') return null;
  if (graph === null || members.length > 1) throw noGraph();
  const chosen = channels.map((name) => graph.nodes.indexOf(name));
  const weights = textOf(settings, 'graph_weights') as EdgeWeights;
  const matrix = adjacency(graph.edges, chosen, weights);
  const filter = graphFilters[textOf(settings, 'graph_filter') as GraphFilterId];
  const filters = filter(matrix, chosen.length, numberOf(settings, 'graph_order'));
  return new GraphMixing(filters, chosen.length);
}
