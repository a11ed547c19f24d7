/** How values spread over a graph. */
export type GraphFilterId = 'normalized' | 'diffusion' | 'chebyshev';

/**
 * Matrices that mix the values of all nodes, (nodes, nodes) each: what a node reads beside its own
 * value. The network learns a weight for each of them (and for the own value).
 *
 * @param adjacency (nodes, nodes), see `adjacency`
 * @param order how many links far a node looks, at least 1
 */
export type GraphFilter = (adjacency: Float64Array, nodes: number, order: number) => Float64Array[];

export const graphFilters: Readonly<Record<GraphFilterId, GraphFilter>> = {
  /** Powers of D^-1/2 (A + I) D^-1/2, directions forgotten (Kipf and Welling 2017; T-GCN). */
  normalized: (adjacency, nodes, order) =>
    powers(symmetric(withOwn(undirected(adjacency, nodes), nodes), nodes), nodes, order),
  /** Random walks along the links and against them, D_out^-1 W and D_in^-1 W^T (DCRNN, Li et al. 2018). */
  diffusion: (adjacency, nodes, order) => [
    ...powers(perRow(adjacency, nodes), nodes, order),
    ...powers(perRow(transposed(adjacency, nodes), nodes), nodes, order),
  ],
  /** Chebyshev polynomials of the scaled Laplacian, its largest eigenvalue taken as 2 (Defferrard et al. 2016). */
  chebyshev: (adjacency, nodes, order) => {
    const scaled = symmetric(undirected(adjacency, nodes), nodes).map((value) => -value);
    const made = [scaled];
    while (made.length < order) {
      const last = made[made.length - 1]!;
      const before = made[made.length - 2] ?? withOwn(new Float64Array(nodes * nodes), nodes);
      made.push(product(scaled, last, nodes).map((value, at) => 2 * value - before[at]!));
    }
    return made;
  },
};

function powers(matrix: Float64Array, nodes: number, order: number): Float64Array[] {
  const made = [matrix];
  while (made.length < order) made.push(product(made[made.length - 1]!, matrix, nodes));
  return made;
}

/** The stronger of the two directions. */
function undirected(matrix: Float64Array, nodes: number): Float64Array {
  const other = transposed(matrix, nodes);
  return matrix.map((value, at) => Math.max(value, other[at]!));
}

function transposed(matrix: Float64Array, nodes: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % nodes) * nodes + Math.floor(at / nodes)]!);
}

function withOwn(matrix: Float64Array, nodes: number): Float64Array {
  return matrix.map((value, at) => (at % nodes === Math.floor(at / nodes) ? value + 1 : value));
}

/** D^-1/2 A D^-1/2; a node without links stays without. */
function symmetric(matrix: Float64Array, nodes: number): Float64Array {
  const roots = degrees(matrix, nodes).map((degree) => (degree > 0 ? 1 / Math.sqrt(degree) : 0));
  return matrix.map((value, at) => value * roots[Math.floor(at / nodes)]! * roots[at % nodes]!);
}

/** D^-1 A */
function perRow(matrix: Float64Array, nodes: number): Float64Array {
  const sums = degrees(matrix, nodes);
  return matrix.map((value, at) => value / (sums[Math.floor(at / nodes)]! || 1));
}

function degrees(matrix: Float64Array, nodes: number): Float64Array {
  const sums = new Float64Array(nodes);
  for (let at = 0; at < matrix.length; at++) sums[Math.floor(at / nodes)]! += matrix[at]!;
  return sums;
}

/** Rows of real graphs are nearly empty, so zeros are passed over. */
function product(a: Float64Array, b: Float64Array, nodes: number): Float64Array {
  const result = new Float64Array(nodes * nodes);
  for (let row = 0; row < nodes; row++) {
    for (let inner = 0; inner < nodes; inner++) {
      const factor = a[row * nodes + inner]!;
      if (factor === 0) continue;
      for (let column = 0; column < nodes; column++) {
        result[row * nodes + column]! += factor * b[inner * nodes + column]!;
      }
    }
  }
  return result;
}
