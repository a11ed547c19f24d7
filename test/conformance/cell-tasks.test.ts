import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import type { DataFile, DatasetSummary } from '../../src/contract/index.ts';
import { parseSettings } from '../../src/contract/index.ts';
import { inspectFile } from '../../src/datasets/index.ts';
import { workOf } from '../../src/tasks/descriptors.ts';
import { tasks } from '../../src/tasks/index.ts';
import type { Patience, Task, TaskSession } from '../../src/tasks/task.ts';
import { taskExamples } from '../support/task-examples.ts';

/** Every cell that a task lets one choose, in every way in which the task treats a state. */

const patient: Patience = { pause: async () => false };

/** Beside the usual one: how else states begin, end or are carried on. */
const ways: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  forecasting: [
    { decoding: 'direct', bidirectional: true },
    { decoding: 'recursive' },
    { decoding: 'encoder-decoder' },
  ],
  classification: [{ pooling: 'last', bidirectional: true, num_layers: 2 }],
  'language-model': [{ past_attention: 'query-key-value', past_window: 4 }],
  speech: [{ bidirectional: false }],
  translation: [
    { attention: 'none', bidirectional: false, num_layers: 2 },
    { attention: 'dot', input_feeding: true },
  ],
  polyphony: [],
};

let folder: string;
const prepared = new Map<string, { data: DataFile; summary: DatasetSummary }>();

beforeAll(async () => {
  await loadBackend();
  folder = mkdtempSync(join(tmpdir(), 'unroll-cell-tasks-'));
  for (const [id, example] of Object.entries(taskExamples)) {
    const path = join(folder, example.file);
    writeFileSync(path, await example.content(0));
    const { format, compression, hash, summary } = await inspectFile(path);
    prepared.set(id, { data: { path, format, compression, hash }, summary });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settingsOf(task: Task, changes: Record<string, unknown>) {
  const { id } = task.descriptor;
  const few = { hidden_size: 6, batch_size: 4 };
  const all = { ...taskExamples[id]!.settings, ...few, ...changes };
  return parseSettings(task.descriptor.settings, all);
}

function open(task: Task, changes: Record<string, unknown>): Promise<TaskSession> {
  const { data } = prepared.get(task.descriptor.id)!;
  return task.open(data, settingsOf(task, changes), new Random(5), patient);
}

/** Names of parameters whose derivative in one step is not finite, or is 0 everywhere. */
function unreached(session: TaskSession): string[] {
  session.nextBatch();
  const parameters = session.parameters.list();
  const wrong = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => session.loss(new Random(1)), parameters);
    expect(Number.isFinite(value.dataSync()[0]!)).toBe(true);
    return session.parameters.names.filter((_, index) => {
      const gradient = grads[parameters[index]!.name]?.dataSync();
      if (gradient === undefined) return true;
      return !gradient.every(Number.isFinite) || gradient.every((one) => one === 0);
    });
  });
  session.endStep(true);
  return wrong;
}

const cases = tasks.flatMap((task) => {
  const setting = task.descriptor.settings.find(({ name }) => name === 'cell');
  const cells = setting?.type === 'choice' ? setting.choices.map(({ value }) => value) : [];
  return cells.map((cell) => [task.descriptor.id, cell, task] as const);
});

describe('cells in tasks', () => {
  it('are offered in every task', () => {
    expect(new Set(cases.map(([id]) => id))).toEqual(new Set(Object.keys(ways)));
  });

  it.each(cases)('%s, %s: one step reaches every weight', async (id, cell, task) => {
    for (const way of [{}, ...ways[id]!]) {
      const changes = { ...way, cell };
      if (refused(id, changes)) {
        await expect(open(task, changes)).rejects.toMatchObject({ code: 'nothing-handed-over' });
        continue;
      }
      const session = await open(task, changes);
      const missed = unreached(session).filter((name) => !isUnread(name, changes));
      expect(missed, JSON.stringify(way)).toEqual([]);
      const { count } = session.parameters;
      const work = workOf(task.descriptor, prepared.get(id)!.summary, settingsOf(task, changes));
      expect(Math.abs(work!.parameters - count) / count, 'parameters told before').toBeLessThan(
        0.07,
      );
      session.dispose();
    }
  });
});

/** An encoder that only hands its state on has no use for what reads that state into an output. */
function isUnread(name: string, settings: Readonly<Record<string, unknown>>): boolean {
  const handsOn =
    settings['decoding'] === 'encoder-decoder' || settings['attention'] === 'none'
      ? /^(rnn|encoder)\.\d\.(read_kernel|head_gain)$/
      : null;
  return handsOn?.test(name) ?? false;
}

/** Without attention a decoder knows the sentence by its first state alone. */
function refused(task: string, settings: Readonly<Record<string, unknown>>): boolean {
  return task === 'translation' && settings['attention'] === 'none' && settings['cell'] === 'mlstm';
}
