import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { taskDescriptors } from '../../src/tasks/descriptors.ts';
import { tasks } from '../../src/tasks/index.ts';
import type { Task } from '../../src/tasks/task.ts';
import { taskExamples as examples } from '../support/task-examples.ts';
import {
  exampleSessions,
  impatient,
  patient,
  step,
  train,
  weights,
} from '../support/task-sessions.ts';

/** What every registered task must keep while it trains; see TaskSession. */

const { open, fileOf } = exampleSessions();

/** Everything the task offers that draws from the random state, and normalisation. */
function masks(task: Task): Record<string, unknown> {
  const all: Record<string, unknown> = {
    ...{ cell: 'lstm', num_layers: 2, layer_norm: true, dropout: 0.2, dropout_kind: 'locked' },
    ...{ input_dropout: 0.2, embedding_dropout: 0.2, recurrent_dropout: 0.2, weight_drop: 0.2 },
    ...{ zoneout_h: 0.1, zoneout_c: 0.3, layer_connection: 'highway' },
    ...{ past_attention: 'query-key-value', past_window: 5 },
  };
  const offered = task.descriptor.settings.map(({ name }) => name);
  return Object.fromEntries(Object.entries(all).filter(([name]) => offered.includes(name)));
}

describe('the list of tasks', () => {
  it('has working code and an example here for every descriptor', () => {
    const ids = taskDescriptors.map((descriptor) => descriptor.id);
    expect(tasks.map((task) => task.descriptor.id)).toEqual(ids);
    expect(Object.keys(examples).sort()).toEqual([...ids].sort());
  });
});

describe.each(tasks.map((task) => [task.descriptor.id, task] as const))('%s', (_, task) => {
  it('gives the same weights and batches for the same seed and others for another', async () => {
    const sessions = [await open(task), await open(task), await open(task, { seed: 6 })];
    const [first, second, other] = sessions.map((session) => train(session, new Random(1), 5));
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(weights(sessions[1]!)).toEqual(weights(sessions[0]!));
    for (const session of sessions) session.dispose();
  });

  it.each([1, 4, 'an epoch', 'more than an epoch', 'a step with every mask'] as const)(
    'goes on from a state after %s exactly as if it had not stopped',
    async (when) => {
      const settings = when === 'a step with every mask' ? masks(task) : {};
      const session = await open(task, settings);
      const random = new Random(9);
      const epoch = session.stepsPerEpoch;
      const before = { 'an epoch': epoch, 'more than an epoch': epoch + 2 }[String(when)] ?? 1;
      const steps = typeof when === 'number' ? when : before;
      train(session, random, steps);
      const state = session.state();
      const saved = { json: JSON.parse(JSON.stringify(state.json)), tensors: state.tensors };
      const randomState = random.state();
      const resumed = await open(task, settings);
      for (const [name, variable] of resumed.parameters.entries()) {
        variable.assign(session.parameters.get(name));
      }
      resumed.restore(saved);
      // Masks are run step by step by the reference, which takes its time.
      const more = when === 'a step with every mask' ? 3 : epoch + 3;
      const expected = train(session, random, more);
      expect(train(resumed, Random.fromState(randomState), more)).toEqual(expected);
      expect(weights(resumed)).toEqual(weights(session));
      session.dispose();
      resumed.dispose();
    },
  );

  it('says where an epoch ends, after as many batches as it promises', async () => {
    const session = await open(task);
    for (const epoch of [1, 2]) {
      let batches = 0;
      while (session.nextBatch()) {
        session.endStep(false);
        batches++;
      }
      expect(batches, `epoch ${epoch}`).toBe(session.stepsPerEpoch);
    }
    session.dispose();
  });

  it('reaches every parameter with a finite gradient', async () => {
    const session = await open(task);
    session.nextBatch();
    const { loss, gradients } = step(session, new Random(1));
    expect(Number.isFinite(loss)).toBe(true);
    for (const [index, name] of session.parameters.names.entries()) {
      expect(gradients[index]!.every(Number.isFinite), name).toBe(true);
      expect(
        gradients[index]!.some((value) => value !== 0),
        name,
      ).toBe(true);
    }
    session.dispose();
  });

  it('learns: a little training lowers loss and validation metric', async () => {
    const session = await open(task, { dropout: 0 });
    const primary = task.descriptor.primaryMetric.replace('val/', '');
    const before = await session.evaluate('val', patient);
    const losses = train(session, new Random(1), 60);
    const after = await session.evaluate('val', patient);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(losses.slice(-10))).toBeLessThan(mean(losses.slice(0, 5)));
    expect(after![primary]!).toBeLessThan(before![primary]!);
    session.dispose();
  });

  it('fits nothing to validation and test data', async () => {
    for (const changes of [{}, ...(examples[task.descriptor.id]!.variants ?? [])]) {
      const sessions = [await open(task, changes), await open(task, changes, 5)];
      const [losses, others] = sessions.map((session) => train(session, new Random(1), 30));
      expect(others).toEqual(losses);
      expect(weights(sessions[1]!)).toEqual(weights(sessions[0]!));
      const { changes: changed = 'val' } = examples[task.descriptor.id]!;
      const measured = sessions.map((session) => session.evaluate(changed, patient));
      const metrics = await Promise.all(measured);
      expect(metrics[1]).not.toEqual(metrics[0]);
      for (const session of sessions) session.dispose();
    }
    // Many trainings, which take their time on a busy machine.
  }, 120_000);

  it('keeps no tensor but parameters and carried states', async () => {
    const before = tf.memory().numTensors;
    const session = await open(task);
    const random = new Random(1);
    train(session, random, 2);
    await session.evaluate('val', patient);
    const settled = tf.memory().numTensors;
    train(session, random, session.stepsPerEpoch + 2);
    await session.evaluate('test', patient);
    await session.evaluate('val', impatient);
    await session.baselines(patient);
    await session.samples(1);
    await session.forecast?.();
    await session.transcribe?.(new Float32Array(4000).fill(0.1), 8000);
    const options = { length: 20, temperature: 1, topK: 0, topP: 1, seed: 1 };
    await session.generate?.({ ...options, prompt: 'the', stop: 'a' }, () => {}, patient);
    const wishes = { sentences: ['Ann sees'], beam: 3, lengthPenalty: 1, coveragePenalty: 0.2 };
    await session.translate?.({ ...wishes, alternatives: 3 }, patient);
    await session.translate?.({ ...wishes, alternatives: 1 }, impatient);
    await session.finalSamples?.(1);
    const wanted = { piece: 'test 1', file: '', prefix: 3, length: 5, temperature: 1, seed: 1 };
    await session.compose?.(wanted, patient);
    await session.compose?.({ ...wanted, piece: '' }, impatient);
    await session.classify?.([fileOf(task)], [], patient);
    const state = session.state();
    session.restore(state);
    session.nextBatch();
    tf.dispose(tf.tidy(() => session.loss(random)));
    session.endStep(false);
    expect(tf.memory().numTensors).toBe(settled);
    session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
