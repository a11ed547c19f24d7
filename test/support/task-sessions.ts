import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { parseSettings } from '../../src/contract/index.ts';
import { inspectFile } from '../../src/datasets/index.ts';
import type { Patience, Task, TaskSession } from '../../src/tasks/task.ts';
import { taskExamples } from './task-examples.ts';

export const patient: Patience = { pause: async () => false };
export const impatient: Patience = { pause: async () => true };

/**
 * Opens sessions on the tasks' examples, in a folder of its own that goes with the test file.
 * @returns `open` with other settings, `later` changing what training must not see; `fileOf` the
 *   example's data as it was first written
 */
export function exampleSessions() {
  let folder: string;
  beforeAll(async () => {
    await loadBackend();
    folder = mkdtempSync(join(tmpdir(), 'unroll-tasks-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const fileOf = ({ descriptor }: Task, later = 0): string =>
    join(folder, `${later}-${taskExamples[descriptor.id]!.file}`);
  async function open(task: Task, changes: Record<string, unknown> = {}, later = 0) {
    const example = taskExamples[task.descriptor.id]!;
    const path = fileOf(task, later);
    writeFileSync(path, await example.content(later));
    const { format, compression, hash } = await inspectFile(path);
    const settings = parseSettings(task.descriptor.settings, { ...example.settings, ...changes });
    const data = { path, format, compression, hash };
    return task.open(data, settings, new Random(settings['seed'] as number), patient);
  }
  return { open, fileOf };
}

export interface Step {
  readonly loss: number;
  readonly gradients: readonly Float32Array[];
}

/** One step of plain gradient descent, so that the weights move too. */
export function step(session: TaskSession, random: Random): Step {
  const parameters = session.parameters.list();
  const result = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => session.loss(random), parameters);
    const gradients = parameters.map((parameter) => grads[parameter.name]!);
    parameters.forEach((parameter, index) => {
      parameter.assign(tf.sub(parameter, tf.mul(gradients[index]!, 0.1)));
    });
    const copies = gradients.map((gradient) => Float32Array.from(gradient.dataSync()));
    return { loss: value.dataSync()[0]!, gradients: copies };
  });
  session.endStep(true);
  return result;
}

/** Losses of the next steps, across the ends of epochs. */
export function train(session: TaskSession, random: Random, steps: number): number[] {
  const losses: number[] = [];
  while (losses.length < steps) if (session.nextBatch()) losses.push(step(session, random).loss);
  return losses;
}

/** Steps of Adam, so that a small network has learnt something. */
export function trainWithAdam(session: TaskSession, steps: number, rate: number): void {
  const optimizer = tf.train.adam(rate);
  const random = new Random(2);
  for (let done = 0; done < steps; ) {
    if (!session.nextBatch()) continue;
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => session.loss(random), session.parameters.list());
      const named = Object.entries(grads).map(([name, tensor]) => ({ name, tensor }));
      optimizer.applyGradients(named);
    });
    session.endStep(true);
    done++;
  }
  optimizer.dispose();
}

/** Values of all parameters by name. */
export function weights(session: TaskSession): Map<string, number[]> {
  return new Map(
    [...session.parameters.entries()].map(([name, value]) => [name, [...value.dataSync()]]),
  );
}
