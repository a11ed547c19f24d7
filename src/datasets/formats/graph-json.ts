import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GraphSeries, parseGraph } from '../graphs/graph-file.ts';
import { uniqueNames } from '../table/column-names.ts';
import { pathLiteral, type TableDatabase } from '../table/database.ts';
import type { LoadedTable } from '../table/table.ts';
import type { Head, Source, TableFormat } from './format.ts';

/** A graph with a series in each node, as one JSON object: a column for each node, and the links. */
export const graphJson: TableFormat = {
  id: 'graph-json',
  label: 'Graph over time (JSON)',
  kind: 'table',
  // JSON lines has `.json`; what is inside tells the two apart.
  extensions: [],

  sniff(head: Head): number {
    if (head.encoding !== 'UTF-8' || !/^\s*\{/.test(head.text)) return 0;
    const matrices = /"edges"\s*:\s*\[\s*\[\s*\d/.test(head.text);
    const nodes = /"nodes"\s*:\s*\[\s*\{/.test(head.text) && /"y"\s*:\s*\[/.test(head.text);
    return matrices || nodes ? 0.99 : 0;
  },

  async load(source: Source, database: TableDatabase): Promise<LoadedTable> {
    const graph = await readGraphSeries(source);
    const keys = graph.nodes.map((_, index) => `c${index}`);
    const path = join(source.temporaryDirectory, 'graph.csv');
    await writeFile(path, csvOf(graph));
    const columns = keys.map((key) => `'${key}': 'DOUBLE'`).join(', ');
    await database.run(
      `CREATE TABLE data AS SELECT * FROM read_csv(${pathLiteral(path)}, auto_detect = false,
        header = false, delim = ',', columns = {${columns}})`,
    );
    const { names } = uniqueNames(graph.nodes, graph.nodes.length);
    const links = new Set(graph.edges.map(({ from, to }) => `${from} ${to}`)).size;
    return {
      rows: graph.steps,
      columns: names.map((name, i) => ({ name, key: keys[i]!, storage: 'number' })),
      delimiter: null,
      header: true,
      links,
      diagnoses: [
        {
          severity: 'info',
          code: 'graph',
          message: `The columns are ${names.length.toLocaleString('en-US')} nodes of a graph with ${links.toLocaleString('en-US')} links.`,
          action: 'Forecasting can read the neighbours of each node: channels = graph.',
        },
      ],
    };
  },
};

/** @throws UnrollError where parseGraph does */
export async function readGraphSeries(source: Pick<Source, 'path' | 'head'>): Promise<GraphSeries> {
  return parseGraph(await readFile(source.path, 'utf8'), source.head.name);
}

function csvOf({ steps, values }: GraphSeries): string {
  const lines = Array.from({ length: steps }, (_, step) =>
    values.map((series) => (Number.isFinite(series[step]!) ? series[step] : '')).join(','),
  );
  return `${lines.join('\n')}\n`;
}
