import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { describeMetric, memorySampleSchema, parseSettings } from '../../src/contract/index.ts';
import { inspectFile } from '../../src/datasets/index.ts';
import { taskDescriptors, workOf } from '../../src/tasks/descriptors.ts';
import { tasks } from '../../src/tasks/index.ts';
import type { Patience, Task, TaskSession } from '../../src/tasks/task.ts';
import { diagnoseMemory } from '../../src/trainer/diagnosis/diagnose.ts';
import { taskExamples as examples } from '../support/task-examples.ts';

/** What every registered task must keep; see TaskSession. */

const patient: Patience = { pause: async () => false };
const impatient: Patience = { pause: async () => true };

/** Measures of probabilities. */
const ofProbabilities = ['loss', 'ppl', 'accuracy'];

let folder: string;
beforeAll(async () => {
  await loadBackend();
  folder = mkdtempSync(join(tmpdir(), 'unroll-tasks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(task: Task, changes: Record<string, unknown> = {}, later = 0) {
  const example = examples[task.descriptor.id]!;
  const path = join(folder, `${later}-${example.file}`);
  writeFileSync(path, await example.content(later));
  const { format, compression, hash } = await inspectFile(path);
  const settings = parseSettings(task.descriptor.settings, { ...example.settings, ...changes });
  const data = { path, format, compression, hash };
  return task.open(data, settings, new Random(settings['seed'] as number), patient);
}

interface Step {
  readonly loss: number;
  readonly gradients: readonly Float32Array[];
}

/** One step of plain gradient descent, so that the weights move too. */
function step(session: TaskSession, random: Random): Step {
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
function train(session: TaskSession, random: Random, steps: number): number[] {
  const losses: number[] = [];
  while (losses.length < steps) if (session.nextBatch()) losses.push(step(session, random).loss);
  return losses;
}

function weights(session: TaskSession): Map<string, number[]> {
  return new Map(
    [...session.parameters.entries()].map(([name, value]) => [name, [...value.dataSync()]]),
  );
}

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

  it('tells from the summary alone how large the network is and about how long an epoch', async () => {
    const example = examples[task.descriptor.id]!;
    for (const changes of [{}, ...(example.variants ?? [])]) {
      const session = await open(task, changes);
      const { summary } = await inspectFile(join(folder, `0-${example.file}`));
      const settings = { ...example.settings, ...changes };
      const checked = parseSettings(task.descriptor.settings, settings);
      const work = workOf(task.descriptor, summary, checked)!;
      // A vocabulary is learnt from the training part, which may lack a few of all tokens.
      const { count } = session.parameters;
      expect(Math.abs(work.parameters - count), JSON.stringify(changes)).toBeLessThan(0.05 * count);
      const steps = work.sequenceSteps / work.batch / work.steps;
      expect(Math.abs(steps - session.stepsPerEpoch)).toBeLessThan(1 + 0.2 * session.stepsPerEpoch);
      session.dispose();
    }
  });

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

  it('evaluates without touching training: same metrics twice, same batches after', async () => {
    const [quiet, measured] = [await open(task), await open(task)];
    train(quiet, new Random(1), 3);
    train(measured, new Random(1), 3);
    const first = await measured.evaluate('val', patient);
    await measured.samples(3);
    expect(await measured.evaluate('val', patient)).toEqual(first);
    expect(train(measured, new Random(2), 3)).toEqual(train(quiet, new Random(2), 3));
    quiet.dispose();
    measured.dispose();
  });

  it('lets its memory be looked at without touching training', async () => {
    const [quiet, watched] = [await open(task), await open(task)];
    train(quiet, new Random(1), 3);
    train(watched, new Random(1), 3);
    const before = tf.memory().numTensors;
    const { settings } = examples[task.descriptor.id]!;
    const checked = parseSettings(task.descriptor.settings, settings);
    const sample = diagnoseMemory(watched, checked, 3);
    expect(tf.memory().numTensors).toBe(before);
    expect(memorySampleSchema.parse(sample)).toEqual(sample);
    expect(sample.layers.length).toBeGreaterThan(0);
    for (const { lags, lyapunov, singularValues, gradientNorm } of sample.layers) {
      expect(lags.length).toBeGreaterThan(1);
      for (const value of [...lags, ...lyapunov, ...singularValues, gradientNorm])
        expect(Number.isFinite(value)).toBe(true);
      expect(lags[0]).toBeGreaterThan(0);
      expect(gradientNorm).toBeGreaterThan(0);
    }
    expect(sample.context.at(-1)?.steps).toBe(sample.steps);
    expect(train(watched, new Random(2), 3)).toEqual(train(quiet, new Random(2), 3));
    quiet.dispose();
    watched.dispose();
  });

  it('measures baselines by the metrics of the network, on both parts', async () => {
    const session = await open(task);
    const baselines = await session.baselines(patient);
    expect(baselines.length).toBeGreaterThan(1);
    for (const split of ['val', 'test'] as const) {
      const metrics = await session.evaluate(split, patient);
      for (const [name, value] of Object.entries(metrics!)) {
        expect(Number.isFinite(value), name).toBe(true);
        expect(describeMetric(`${split}/${name}`).label).not.toBe(`${split}/${name}`);
        const { onlyTexts = [] } = examples[task.descriptor.id]!;
        for (const baseline of baselines) {
          if (onlyTexts.includes(baseline.name) && ofProbabilities.includes(name)) continue;
          expect(baseline.metrics).toHaveProperty([`${split}/${name}`]);
        }
      }
    }
    const verdict = session.verdict({ [task.descriptor.primaryMetric]: 1e-3 }, {}, baselines);
    expect(verdict).toMatch(/^Beats/);
    expect(session.verdict({ [task.descriptor.primaryMetric]: 1e3 }, {}, baselines)).toMatch(
      /^Loses/,
    );
    session.dispose();
  });

  it('stops measuring when patience ends', async () => {
    const session = await open(task);
    expect(await session.evaluate('val', impatient)).toBeNull();
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
    await session.classify?.(
      [join(folder, `0-${examples[task.descriptor.id]!.file}`)],
      [],
      patient,
    );
    const state = session.state();
    session.restore(state);
    session.nextBatch();
    tf.dispose(tf.tidy(() => session.loss(random)));
    session.endStep(false);
    expect(tf.memory().numTensors).toBe(settled);
    session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('has the abilities that its descriptor names', async () => {
    const session = await open(task);
    const { abilities } = task.descriptor;
    expect(session.generate !== undefined).toBe(abilities.includes('generate'));
    expect(session.forecast !== undefined).toBe(abilities.includes('forecast'));
    expect(session.transcribe !== undefined).toBe(abilities.includes('transcribe'));
    expect(session.translate !== undefined).toBe(abilities.includes('translate'));
    expect(session.onnx !== undefined).toBe(abilities.includes('onnx'));
    expect(session.compose !== undefined).toBe(abilities.includes('compose'));
    expect(session.classify !== undefined).toBe(abilities.includes('classify'));
    session.dispose();
  });
});
