/** Longest token in bytes that is looked for. */
export const longestToken = 16;

/**
 * Finds the tokens that begin at a place of a piece: a tree of bytes whose edges lie in one table
 * with open addressing, so that a step is one look-up.
 */
export class TokenTree {
  /** Token that ends at each node; -1 where none does. */
  readonly tokens: Int32Array;
  /** `256 node + byte` of each edge; -1 where the place is free. */
  readonly #edges: Int32Array;
  readonly #targets: Int32Array;
  readonly #mask: number;

  constructor(tokens: readonly Uint8Array[]) {
    const mostNodes = 1 + tokens.reduce((sum, token) => sum + token.length, 0);
    let capacity = 16;
    while (capacity < 2 * mostNodes) capacity *= 2;
    this.#mask = capacity - 1;
    this.#edges = new Int32Array(capacity).fill(-1);
    this.#targets = new Int32Array(capacity);
    this.tokens = new Int32Array(mostNodes).fill(-1);
    let nodes = 1;
    tokens.forEach((token, id) => {
      let node = 0;
      for (const byte of token) {
        const place = this.#place(256 * node + byte);
        if (this.#edges[place] === -1) {
          this.#edges[place] = 256 * node + byte;
          this.#targets[place] = nodes++;
        }
        node = this.#targets[place]!;
      }
      this.tokens[node] = id;
    });
  }

  /** The node after one more byte, from node 0 at the beginning; 0 when no token goes on so. */
  next(node: number, byte: number): number {
    const place = this.#place(256 * node + byte);
    return this.#edges[place] === -1 ? 0 : this.#targets[place]!;
  }

  #place(edge: number): number {
    let place = (Math.imul(edge, 0x9e3779b1) >>> 7) & this.#mask;
    while (this.#edges[place] !== -1 && this.#edges[place] !== edge) {
      place = (place + 1) & this.#mask;
    }
    return place;
  }
}

/**
 * The likeliest way to cut a piece when tokens are independent (Viterbi).
 * @param scores log-probability of each token; -Infinity forbids it
 * @returns tokens in order, and the sum of their scores
 */
export function likeliestCut(
  tree: TokenTree,
  scores: Float64Array,
  piece: Uint8Array,
): { readonly tokens: number[]; readonly score: number } {
  const best = new Float64Array(piece.length + 1).fill(Number.NEGATIVE_INFINITY);
  const last = new Int32Array(piece.length + 1);
  const from = new Int32Array(piece.length + 1);
  best[0] = 0;
  for (let start = 0; start < piece.length; start++) {
    const before = best[start]!;
    if (before === Number.NEGATIVE_INFINITY) continue;
    let node = 0;
    for (let at = start; at < piece.length; at++) {
      node = tree.next(node, piece[at]!);
      if (node === 0) break;
      const token = tree.tokens[node]!;
      if (token < 0) continue;
      const score = before + scores[token]!;
      if (score <= best[at + 1]!) continue;
      best[at + 1] = score;
      last[at + 1] = token;
      from[at + 1] = start;
    }
  }
  const tokens: number[] = [];
  for (let end = piece.length; end > 0; end = from[end]!) tokens.push(last[end]!);
  return { tokens: tokens.reverse(), score: best[piece.length]! };
}

/**
 * Adds the expected number of times that each token is used in a piece, over all ways to cut it
 * weighted by their probability (forward and backward sums).
 * @returns log-probability of the piece
 */
export function addExpectedCounts(
  tree: TokenTree,
  scores: Float64Array,
  { bytes, count }: { readonly bytes: Uint8Array; readonly count: number },
  expected: Float64Array,
): number {
  const arcs = arcsOf(tree, bytes);
  const forward = new Float64Array(bytes.length + 1).fill(Number.NEGATIVE_INFINITY);
  forward[0] = 0;
  for (let i = 0; i < arcs.length; i += 3) {
    const [start, end, token] = [arcs[i]!, arcs[i + 1]!, arcs[i + 2]!];
    forward[end] = logSum(forward[end]!, forward[start]! + scores[token]!);
  }
  const backward = new Float64Array(bytes.length + 1).fill(Number.NEGATIVE_INFINITY);
  backward[bytes.length] = 0;
  const total = forward[bytes.length]!;
  for (let i = arcs.length - 3; i >= 0; i -= 3) {
    const [start, end, token] = [arcs[i]!, arcs[i + 1]!, arcs[i + 2]!];
    const rest = scores[token]! + backward[end]!;
    backward[start] = logSum(backward[start]!, rest);
    expected[token]! += count * Math.exp(forward[start]! + rest - total);
  }
  return total;
}

/** Start, end and number of every token inside a piece, one after the other, in order of starts. */
function arcsOf(tree: TokenTree, bytes: Uint8Array): number[] {
  const arcs: number[] = [];
  for (let start = 0; start < bytes.length; start++) {
    let node = 0;
    for (let at = start; at < bytes.length; at++) {
      node = tree.next(node, bytes[at]!);
      if (node === 0) break;
      const token = tree.tokens[node]!;
      if (token >= 0) arcs.push(start, at + 1, token);
    }
  }
  return arcs;
}

function logSum(a: number, b: number): number {
  const high = Math.max(a, b);
  if (high === Number.NEGATIVE_INFINITY) return high;
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
}
