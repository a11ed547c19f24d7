import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { describeMetric, memorySampleSchema, parseSettings } from '../../src/contract/index.ts';
import { inspectFile } from '../../src/datasets/index.ts';
import { workOf } from '../../src/tasks/descriptors.ts';
import { tasks } from '../../src/tasks/index.ts';
import { diagnoseMemory } from '../../src/trainer/diagnosis/diagnose.ts';
import { taskExamples as examples } from '../support/task-examples.ts';
import { exampleSessions, impatient, patient, train } from '../support/task-sessions.ts';

/** What every registered task must keep when it is measured or looked at; see TaskSession. */

const { open, fileOf } = exampleSessions();

/** Measures of probabilities. */
const ofProbabilities = ['loss', 'ppl', 'accuracy'];

describe.each(tasks.map((task) => [task.descriptor.id, task] as const))('%s', (_, task) => {
  it('tells from the summary alone how large the network is and about how long an epoch', async () => {
    const example = examples[task.descriptor.id]!;
    for (const changes of [{}, ...(example.variants ?? [])]) {
      const session = await open(task, changes);
      const { summary } = await inspectFile(fileOf(task));
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
    const sample = (await diagnoseMemory(watched, checked, 3, patient))!;
    expect(await diagnoseMemory(watched, checked, 3, impatient)).toBeNull();
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
