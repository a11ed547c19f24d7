import { describe, expect, it } from 'vitest';
import { parseGraph } from '../../src/datasets/graphs/graph-file.ts';
import { inspectFile, readGraph, readTable } from '../../src/datasets/index.ts';
import { dataPath } from '../support/data.ts';
import { temporaryFile, unpackTar } from '../support/files.ts';

describe('a graph over time', () => {
  it('is read from matrices, weights and gaps included', () => {
    const text = JSON.stringify({
      edges: [
        [0, 1],
        [1, 0],
      ],
      weights: [2, 0.5],
      node_ids: { south: 1, north: 0 },
      FX: [
        [1, 2],
        [null, 4],
        [5, 6],
      ],
    });
    const graph = parseGraph(text, 'graph.json');
    expect(graph).toMatchObject({ nodes: ['north', 'south'], steps: 3 });
    expect(graph.edges).toEqual([
      { from: 0, to: 1, weight: 2 },
      { from: 1, to: 0, weight: 0.5 },
    ]);
    expect([...graph.values[0]!]).toEqual([1, Number.NaN, 5]);
  });

  it('is read from nodes and links, whatever the nodes are called', async () => {
    const text = JSON.stringify({
      directed: true,
      nodes: [
        { id: 71, y: [1, 2] },
        { id: 'b', y: [3, 4] },
      ],
      links: [{ source: 'b', target: 71, weight: 3 }],
    });
    const path = temporaryFile('stops.json', text);
    expect(await readGraph({ path, format: 'graph-json' })).toEqual({
      nodes: ['71', 'b'],
      edges: [{ from: 1, to: 0, weight: 3 }],
    });
    const table = await readTable({ path, format: 'graph-json' });
    expect([...table.columns]).toEqual([
      ['71', Float64Array.of(1, 2)],
      ['b', Float64Array.of(3, 4)],
    ]);
  });

  it.each([
    ['{"edges": [[0, 1]]}', /needs "edges" and one of/],
    ['{"edges": [[0, 9]], "FX": [[1, 2], [3, 4]]}', /leads to no node/],
    ['{"edges": [[0, 1]], "FX": [[1, 2], [3]]}', /row 2 does not have 2 values/],
    ['{"nodes": [{"id": 1}], "links": []}', /node 1 has no list "y"/],
    ['{"nodes": [{"id": 1, "y": [1, 2]}, {"id": 2, "y": [1]}], "links": []}', /node 2 has 1 steps/],
    ['{"nodes": [{"id": 1, "y": [1', /cannot be read as a graph/],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => parseGraph(text, 'graph.json')).toThrow(message);
  });

  const archive = dataPath('series/graph-series.tar.gz');
  it.runIf(archive !== null)('is known in the real files', async () => {
    const { folder, remove } = unpackTar(archive!);
    const chickenpox = await inspectFile(`${folder}/graph-series/chickenpox.json`);
    expect(chickenpox).toMatchObject({ format: 'graph-json', summary: { rows: 521, links: 102 } });
    const buses = await inspectFile(`${folder}/graph-series/montevideo_bus.json`);
    expect(buses).toMatchObject({ format: 'graph-json', summary: { rows: 744, links: 690 } });
    expect(buses.diagnoses).toContainEqual(expect.objectContaining({ code: 'graph' }));
    remove();
  });
});
