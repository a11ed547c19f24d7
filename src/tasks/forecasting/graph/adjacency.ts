import type { GraphEdge } from '../../../datasets/index.ts';

/** What the numbers at the links mean. */
export type EdgeWeights = 'given' | 'equal' | 'distance';

/**
 * Weights of the links between some nodes, row by row: from a node to another. Links from a node to
 * itself are left out; each filter adds what it needs.
 *
 * `distance` makes near nodes strong by a Gaussian kernel as wide as the standard deviation of all
 * distances (Li et al. 2018, DCRNN).
 * @param chosen nodes that are kept, in their order
 * @returns (nodes, nodes)
 */
export function adjacency(
  edges: readonly GraphEdge[],
  chosen: readonly number[],
  weights: EdgeWeights,
): Float64Array {
  const count = chosen.length;
  const places = new Map(chosen.map((node, place) => [node, place]));
  const matrix = new Float64Array(count * count);
  const strength = strengthOf(edges, weights);
  for (const { from, to, weight } of edges) {
    const [row, column] = [places.get(from), places.get(to)];
    if (row === undefined || column === undefined || row === column) continue;
    matrix[row * count + column] = strength(weight);
  }
  return matrix;
}

function strengthOf(edges: readonly GraphEdge[], weights: EdgeWeights): (weight: number) => number {
  if (weights === 'equal') return () => 1;
  if (weights === 'given') return (weight) => Math.max(0, weight);
  const mean = edges.reduce((sum, { weight }) => sum + weight, 0) / Math.max(1, edges.length);
  const squares = edges.reduce((sum, { weight }) => sum + (weight - mean) ** 2, 0);
  const width = Math.sqrt(squares / Math.max(1, edges.length)) || 1;
  return (weight) => Math.exp(-((weight / width) ** 2));
}
