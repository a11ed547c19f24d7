import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { parseSettings } from '../../../src/contract/index.ts';
import { inspectFile } from '../../../src/datasets/index.ts';
import { suggestTasks, taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { adjacency } from '../../../src/tasks/forecasting/graph/adjacency.ts';
import { type GraphFilterId, graphFilters } from '../../../src/tasks/forecasting/graph/filters.ts';
import { GraphMixing } from '../../../src/tasks/forecasting/graph/graph-mixing.ts';
import { forecastingTask } from '../../../src/tasks/forecasting/task.ts';
import { temporaryFile } from '../../support/files.ts';
import fixture from './fixtures/graph-filters.json' with { type: 'json' };

beforeAll(async () => {
  await loadBackend();
});

describe('graph filters', () => {
  const all = Array.from({ length: fixture.nodes }, (_, node) => node);
  const matrix = adjacency(fixture.edges, all, 'given');

  it.each(Object.keys(graphFilters) as GraphFilterId[])('%s are those of NumPy', (id) => {
    const made = graphFilters[id](matrix, fixture.nodes, fixture.order);
    expect(made).toHaveLength(fixture[id].length);
    for (const [index, filter] of made.entries()) {
      for (const [at, value] of filter.entries()) {
        expect(value, `${index}, ${at}`).toBeCloseTo(fixture[id][index]![at]!, 10);
      }
    }
  });

  it('know a part of the graph, and links by their number or by their distance', () => {
    expect([...adjacency(fixture.edges, [2, 0], 'given')]).toEqual([0, 4, 0, 0]);
    expect([...adjacency(fixture.edges, [2, 0], 'equal')]).toEqual([0, 1, 0, 0]);
    const weights = fixture.edges.map(({ weight }) => weight);
    const mean = weights.reduce((a, b) => a + b) / weights.length;
    const variance = weights.reduce((sum, w) => sum + (w - mean) ** 2, 0) / weights.length;
    const [, near] = adjacency(fixture.edges, [2, 0], 'distance');
    expect(near).toBeCloseTo(Math.exp(-(4 ** 2) / variance), 12);
  });
});

describe('GraphMixing', () => {
  it('puts the values of the neighbours beside the own ones, window by window', () => {
    // Node 0 reads twice node 1; node 1 reads node 0.
    const mixing = new GraphMixing([Float64Array.of(0, 2, 1, 0)], 2);
    // One step, two windows of two nodes, two values each.
    const mixed = tf.tidy(() =>
      mixing.apply(tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [1, 4, 2])).arraySync(),
    );
    expect(mixed).toEqual([
      [
        [1, 2, 6, 8],
        [3, 4, 1, 2],
        [5, 6, 14, 16],
        [7, 8, 5, 6],
      ],
    ]);
  });
});

/** Each node follows, two steps later, the one before it on a ring: nothing of its own helps. */
function ringFile(): string {
  const [nodes, steps] = [6, 260];
  const random = new Random(4);
  const rows = Array.from({ length: steps }, () => new Array<number>(nodes).fill(0));
  for (const [step, row] of rows.entries()) {
    for (const node of row.keys()) {
      const before = rows[step - 1]?.[(node + nodes - 1) % nodes] ?? 0;
      row[node] = Number((0.95 * before + 0.3 * random.normal()).toFixed(5));
    }
  }
  const edges = rows[0]!.map((_, node) => [node, (node + 1) % nodes]);
  return JSON.stringify({ edges, node_ids: { a: 0, b: 1, c: 2, d: 3, e: 4, f: 5 }, FX: rows });
}

describe('forecasting on a graph', () => {
  const patient = { pause: async () => false };

  async function errorOf(path: string, changes: Record<string, unknown>): Promise<number> {
    const { summary, format } = await inspectFile(path);
    const [suggestion] = suggestTasks(summary);
    expect(suggestion!.settings['channels']).toBe('graph');
    const settings = parseSettings(taskDescriptor('forecasting').settings, {
      ...suggestion!.settings,
      ...{ input_length: 2, hidden_size: 16, dropout: 0, ...changes },
    });
    const data = { path, format, compression: null, hash: '' };
    const session = await forecastingTask.open(data, settings, new Random(1), patient);
    const optimizer = tf.train.adam(0.01);
    const random = new Random(2);
    for (let step = 0; step < 110; step++) {
      if (!session.nextBatch()) session.nextBatch();
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => session.loss(random), session.parameters.list());
        const named = Object.entries(grads).map(([name, tensor]) => ({ name, tensor }));
        optimizer.applyGradients(named);
      });
      session.endStep(true);
    }
    const { mse } = (await session.evaluate('test', patient))!;
    session.dispose();
    optimizer.dispose();
    return mse!;
  }

  it('hears the neighbours that each column by itself cannot', async () => {
    const path = temporaryFile('ring.json', Buffer.from(ringFile()));
    const alone = await errorOf(path, { channels: 'independent' });
    for (const graph_filter of ['diffusion', 'normalized']) {
      const linked = await errorOf(path, { graph_filter });
      expect(linked, graph_filter).toBeLessThan(0.75 * alone);
    }
  }, 120_000);

  it('needs a file that says how its columns are linked', async () => {
    const lines = Array.from({ length: 100 }, (_, row) => `${Math.sin(row)},${Math.cos(row)}`);
    const path = temporaryFile('plain.csv', Buffer.from(`a,b\n${lines.join('\n')}\n`));
    const settings = parseSettings(taskDescriptor('forecasting').settings, {
      ...{ channels: 'graph', input_length: 4, horizon: 1 },
    });
    const data = { path, format: 'csv', compression: null, hash: '' };
    await expect(
      forecastingTask.open(data, settings, new Random(1), patient),
    ).rejects.toMatchObject({ code: 'no-graph', where: 'channels' });
  });
});
