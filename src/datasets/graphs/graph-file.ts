import { UnrollError } from '../../contract/index.ts';

/** One link of a graph; nodes by their place. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** 1 where the file gives none. */
  readonly weight: number;
}

/** A graph with a value for every node at every step. */
export interface GraphSeries {
  /** Names of the nodes. */
  readonly nodes: readonly string[];
  readonly edges: readonly GraphEdge[];
  readonly steps: number;
  /** Of each node, NaN where missing. */
  readonly values: readonly Float64Array[];
}

type Json = { readonly [key: string]: unknown };

/**
 * Reads either layout: matrices (`edges` as pairs of places, `FX`, `X` or `block` as rows over time,
 * `node_ids`, `weights`), or nodes and links as networkx writes them, with a list `y` in each node.
 * @throws UnrollError that says what is missing or does not fit
 */
export function parseGraph(text: string, name: string): GraphSeries {
  const content = parsed(text, name);
  const graph = 'nodes' in content ? fromNodes(content, name) : fromMatrices(content, name);
  const last = graph.nodes.length - 1;
  const wrong = graph.edges.find(
    ({ from, to, weight }) =>
      !Number.isInteger(from) ||
      !Number.isInteger(to) ||
      Math.min(from, to) < 0 ||
      Math.max(from, to) > last ||
      !Number.isFinite(weight),
  );
  if (wrong === undefined) return graph;
  throw broken(name, `the link from ${wrong.from} to ${wrong.to} leads to no node`);
}

function parsed(text: string, name: string): Json {
  try {
    const content: unknown = JSON.parse(text);
    if (isObject(content)) return content;
  } catch (error) {
    throw broken(name, error instanceof Error ? error.message : String(error));
  }
  throw broken(name, 'it holds no object');
}

/** Rows over time may be called so. */
const matrixNames = ['FX', 'X', 'block'] as const;

function fromMatrices(content: Json, name: string): GraphSeries {
  const pairs = content['edges'];
  const key = matrixNames.find((candidate) => Array.isArray(content[candidate]));
  const rows = key === undefined ? null : content[key];
  if (!Array.isArray(pairs) || !Array.isArray(rows) || !Array.isArray(rows[0])) {
    throw broken(
      name,
      'it needs "edges" and one of "FX", "X" and "block" with a row for each step',
    );
  }
  const width = rows[0].length;
  const uneven = rows.findIndex((row) => !Array.isArray(row) || row.length !== width);
  if (uneven >= 0) throw broken(name, `row ${uneven + 1} does not have ${width} values`);
  const weights = content['weights'];
  const weightOf = (index: number) => (Array.isArray(weights) ? Number(weights[index]) : 1);
  const edges = pairs.map((pair: unknown, index) => {
    const [from, to] = Array.isArray(pair) ? pair : [];
    return { from: Number(from), to: Number(to), weight: weightOf(index) };
  });
  const values = Array.from({ length: width }, (_, node) =>
    Float64Array.from(rows, (row: unknown[]) => numberOrNaN(row[node])),
  );
  return { nodes: nodeNames(content['node_ids'], width), edges, steps: rows.length, values };
}

function nodeNames(ids: unknown, count: number): string[] {
  const names = Array.from({ length: count }, (_, index) => `node_${index + 1}`);
  if (!isObject(ids)) return names;
  for (const [own, place] of Object.entries(ids)) {
    if (typeof place === 'number' && names[place] !== undefined) names[place] = own;
  }
  return names;
}

function fromNodes(content: Json, name: string): GraphSeries {
  const nodes = content['nodes'];
  const links = content['links'] ?? content['edges'];
  if (!Array.isArray(nodes) || !Array.isArray(links) || nodes.length === 0) {
    throw broken(name, 'it needs "nodes" and "links"');
  }
  const places = new Map<string, number>();
  const values = nodes.map((node: unknown, index) => {
    const own = isObject(node) ? node : {};
    places.set(String(own['id']), index);
    if (!Array.isArray(own['y'])) throw broken(name, `node ${index + 1} has no list "y"`);
    return Float64Array.from(own['y'], numberOrNaN);
  });
  const steps = values[0]!.length;
  const uneven = values.findIndex((series) => series.length !== steps);
  if (uneven >= 0) {
    throw broken(
      name,
      `node ${uneven + 1} has ${values[uneven]!.length} steps, the first ${steps}`,
    );
  }
  const edges = links.map((link: unknown) => {
    const own = isObject(link) ? link : {};
    const place = (end: string) => places.get(String(own[end])) ?? Number.NaN;
    return { from: place('source'), to: place('target'), weight: Number(own['weight'] ?? 1) };
  });
  return { nodes: [...places.keys()], edges, steps, values };
}

function numberOrNaN(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function broken(name: string, reason: string): UnrollError {
  return new UnrollError({
    code: 'unreadable-graph',
    message: `${name} cannot be read as a graph over time: ${reason}.`,
    where: name,
    hint: 'Write "edges" with "FX", or "nodes" (each with "id" and "y") with "links".',
  });
}
