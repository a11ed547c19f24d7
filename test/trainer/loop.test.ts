import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { trainerMessageSchema, UnrollError } from '../../src/contract/index.ts';
import type { Patience } from '../../src/tasks/task.ts';
import { CheckpointFolder, measuredWeights } from '../../src/trainer/checkpoints/index.ts';
import { restoreParameters } from '../../src/trainer/run-state.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { curveOf, runTiny, type TinyRun } from './support/tiny-run.ts';
import { TinySession } from './support/tiny-session.ts';

const patient: Patience = { pause: async () => false };

beforeAll(async () => {
  await loadBackend();
});

describe('a whole run', () => {
  it('learns, evaluates each epoch, keeps the best weights and tests them', async () => {
    const directory = temporaryHome();
    const { outcome, points, messages, state } = await runTiny({
      directory,
      settings: { max_epochs: 40, lr: 0.02, patience: 0 },
    });
    expect(outcome.status).toBe('completed');
    const losses = points.flatMap(({ metrics }) => metrics['train/loss'] ?? []);
    expect(losses).toHaveLength(240);
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 4);
    const evaluated = points.filter(({ metrics }) => 'val/mse' in metrics);
    expect(evaluated.map(({ step }) => step)).toEqual(
      Array.from({ length: 40 }, (_, i) => 6 * i + 6),
    );
    const best = Math.min(...evaluated.map(({ metrics }) => metrics['val/mse']!));
    expect(state.best).toEqual({ 'val/mse': best });
    expect(outcome.verdict).toBe(`best ${best} test ${outcome.test['test/mse']}`);
    expect(messages.filter(({ type }) => type === 'sample')).toHaveLength(40);
    for (const message of messages)
      expect(trainerMessageSchema.safeParse(message).success).toBe(true);
  });

  it('writes every point into metrics.jsonl', async () => {
    const directory = temporaryHome();
    const { points } = await runTiny({ directory });
    const lines = readFileSync(join(directory, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(points);
  });

  it('reports clipped norms that keep the limit', async () => {
    const { points } = await runTiny({ directory: temporaryHome(), settings: { clip_norm: 0.1 } });
    const steps = points.filter(({ metrics }) => 'grad_norm' in metrics);
    expect(steps.some(({ metrics }) => metrics['grad_norm']! > 0.1)).toBe(true);
    for (const { metrics } of steps) {
      expect(metrics['grad_norm_clipped']).toBeCloseTo(Math.min(0.1, metrics['grad_norm']!), 12);
    }
  });

  it('keeps the number of tensors constant from step to step', async () => {
    const counts: number[] = [];
    await runTiny({
      directory: temporaryHome(),
      dropout: 0.3,
      settings: { max_epochs: 30, patience: 0 },
      onStep: () => counts.push(tf.memory().numTensors),
    });
    // The first steps of the first epoch still make the optimizer's first moments.
    expect(new Set(counts.slice(2)).size).toBe(1);
  });

  it('ends at max_steps with a last evaluation there', async () => {
    const { points, state } = await runTiny({
      directory: temporaryHome(),
      settings: { max_steps: 8 },
    });
    expect(state.step).toBe(8);
    expect(points.filter(({ metrics }) => 'val/mse' in metrics).map(({ step }) => step)).toEqual([
      6, 8,
    ]);
  });

  it('ends when the minutes are used up', async () => {
    const { outcome, state } = await runTiny({
      directory: temporaryHome(),
      settings: { max_epochs: 100_000, max_minutes: 0.005, patience: 0 },
    });
    expect(outcome.status).toBe('completed');
    expect(state.evaluatedStep).toBe(state.step);
  });
});

describe('early stopping and the plateau schedule', () => {
  it('end after the patience, test the best evaluation and not the last', async () => {
    const scriptedErrors = [3, 2, 1, 1.5, 1.6, 1.7, 1.8, 1.9];
    const { outcome, state, messages } = await runTiny({
      directory: temporaryHome(),
      scriptedErrors,
      settings: { max_epochs: 50, patience: 3, plateau_patience: 1, lr: 0.01 },
    });
    expect(outcome.status).toBe('completed');
    expect(state.evaluations).toBe(6);
    expect(state.earlyStopping.bestStep).toBe(18);
    expect(state.best).toEqual({ 'val/mse': 1 });
    expect(state.schedule.rate(0)).toBe(0.005);
    const codes = messages.flatMap((message) => (message.type === 'event' ? message.code : []));
    expect(codes).toEqual(['lr-lowered', 'ended-early']);
  });
});

describe('a step that is not finite', () => {
  for (const kind of ['brokenLoss', 'brokenGradient'] as const) {
    it(`is skipped before the update and told (${kind})`, async () => {
      const directory = temporaryHome();
      const { points, state, messages } = await runTiny({
        directory,
        [kind]: (n: number) => n === 3,
      });
      expect(state.skipped).toBe(1);
      expect(state.optimizer.state().updates).toBe(23);
      const events = messages.filter((message) => message.type === 'event');
      expect(events[0]).toMatchObject({ level: 'warning', code: 'non-finite', step: 3 });
      for (const variable of state.session.parameters.list()) {
        expect([...variable.dataSync()].every(Number.isFinite)).toBe(true);
      }
      // The next step sees the same weights as if the broken one had not been.
      const losses = points.filter(({ metrics }) => 'train/loss' in metrics);
      expect(losses.map(({ step }) => step).includes(4)).toBe(true);
    });
  }

  it('fails the run after the limit and keeps the last good checkpoint', async () => {
    const directory = temporaryHome();
    const run = runTiny({
      directory,
      settings: { nonfinite_limit: 3 },
      brokenLoss: (step) => step >= 9,
    });
    await expect(run).rejects.toMatchObject({ code: 'diverged' });
    await expect(run).rejects.toThrow(UnrollError);
    const last = await new CheckpointFolder(directory).read('last');
    expect(last?.progress.step).toBe(6);
    for (const { values } of last!.model.values()) expect(values.every(Number.isFinite)).toBe(true);
  });

  it('does not fail when good steps lie between', async () => {
    const { outcome, state } = await runTiny({
      directory: temporaryHome(),
      settings: { nonfinite_limit: 2 },
      brokenLoss: (step) => step % 2 === 0,
    });
    expect(outcome.status).toBe('completed');
    expect(state.skipped).toBe(12);
  });
});

describe('pause, resume and cancel', () => {
  const optimizers = ['adam', 'adamw', 'sgd', 'rmsprop'];
  for (const optimizer of optimizers) {
    it(`continues to the last bit with dropout and carried state (${optimizer})`, async () => {
      const settings = { optimizer, schedule: 'cosine', weight_decay: 0.01, lr: 0.02 };
      const whole = await runTiny({ directory: temporaryHome(), dropout: 0.4, settings });
      for (const pauseAt of [1, 5, 6, 7, 13, 23, 24]) {
        const directory = temporaryHome();
        const first = await runTiny({ directory, dropout: 0.4, settings, pauseAt });
        expect(first.outcome.status).toBe('paused');
        expect(first.state.step).toBe(pauseAt);
        const second = await runTiny({ directory, dropout: 0.4, settings, resume: true });
        expect(second.outcome).toEqual(whole.outcome);
        expect(curveOf([...first.points, ...second.points])).toEqual(curveOf(whole.points));
      }
    });
  }

  const averagings = {
    ema: { averaging_decay: 0.9 },
    swa: { averaging_start: 0.3 },
    'nt-asgd': { averaging_patience: 1, optimizer: 'sgd', lr: 0.3 },
  } as const;
  for (const [averaging, own] of Object.entries(averagings)) {
    it(`continues an average of the weights to the last bit (${averaging})`, async () => {
      const settings = { averaging, lr: 0.02, max_epochs: 6, patience: 0, ...own };
      const whole = await runTiny({ directory: temporaryHome(), dropout: 0.4, settings });
      expect(whole.state.average?.hasBegun).toBe(true);
      for (const pauseAt of [5, 12, 23, 30]) {
        const directory = temporaryHome();
        const first = await runTiny({ directory, dropout: 0.4, settings, pauseAt });
        const second = await runTiny({ directory, dropout: 0.4, settings, resume: true });
        expect(second.outcome).toEqual(whole.outcome);
        expect(curveOf([...first.points, ...second.points])).toEqual(curveOf(whole.points));
      }
    });
  }

  it('measures and keeps the average, and trains the weights as if there were none', async () => {
    const directory = temporaryHome();
    const shared = { lr: 0.02, max_epochs: 6, patience: 0 };
    const plain = await runTiny({ directory: temporaryHome(), settings: shared });
    const settings = { ...shared, averaging: 'ema', averaging_decay: 0.9 };
    const averaged = await runTiny({ directory, settings });
    const curve = (run: TinyRun, split: string) =>
      curveOf(run.points).filter((line) => line.includes(` ${split}/`));
    expect(curve(averaged, 'train')).toEqual(curve(plain, 'train'));
    expect(curve(averaged, 'val')).not.toEqual(curve(plain, 'val'));
    const best = await new CheckpointFolder(directory).read('best');
    expect([...best!.average.keys()]).toEqual([...best!.model.keys()]);
    const session = new TinySession(1);
    restoreParameters(session.parameters, measuredWeights(best!));
    const [measured] = Object.values((await session.evaluate('val', patient))!);
    expect(measured).toBe(averaged.state.best['val/mse']);
    session.dispose();
  });

  it('continues the plateau schedule and early stopping', async () => {
    const scriptedErrors = [1, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99];
    const settings = { max_epochs: 50, patience: 4, plateau_patience: 1, lr: 0.02 };
    const whole = await runTiny({ directory: temporaryHome(), settings, scriptedErrors });
    const directory = temporaryHome();
    const first = await runTiny({ directory, settings, scriptedErrors, pauseAt: 20 });
    // The scripted errors start anew in each session.
    const rest = scriptedErrors.slice(first.state.evaluations);
    const second = await runTiny({ directory, settings, scriptedErrors: rest, resume: true });
    expect(curveOf([...first.points, ...second.points])).toEqual(curveOf(whole.points));
    expect(second.state.step).toBe(36);
  });

  it('resumes an evaluation that a pause cut short', async () => {
    const settings = { max_epochs: 3 };
    const whole = await runTiny({ directory: temporaryHome(), settings });
    const directory = temporaryHome();
    let asked = false;
    const first = await runTiny({
      directory,
      settings,
      watch: (message, host) => {
        const step = message.type === 'report' ? message.points.at(-1)!.step : 0;
        if (step === 12 && !asked) host.ask('pause');
        asked ||= step === 12;
      },
    });
    expect(first.state.step).toBe(12);
    expect(first.state.evaluatedStep).toBe(6);
    const second = await runTiny({ directory, settings, resume: true });
    expect(curveOf([...first.points, ...second.points])).toEqual(curveOf(whole.points));
  });

  it('drops points after the checkpoint and a torn last line from metrics.jsonl', async () => {
    const directory = temporaryHome();
    await runTiny({ directory, pauseAt: 9 });
    const path = join(directory, 'metrics.jsonl');
    const { appendFileSync } = await import('node:fs');
    appendFileSync(
      path,
      '{"step":10,"epoch":1,"seconds":1,"metrics":{"train/loss":1}}\n{"step":11,"ep',
    );
    await runTiny({ directory, resume: true });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const steps = lines.map((line) => JSON.parse(line)).filter((p) => 'train/loss' in p.metrics);
    expect(steps.map((point) => point.step)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    expect(existsSync(`${path}.partial`)).toBe(false);
  });

  it('cancels', async () => {
    const { outcome, state } = await runTiny({
      directory: temporaryHome(),
      watch: (message, host) => {
        if (message.type === 'report') host.ask('cancel');
      },
    });
    expect(outcome).toEqual({ status: 'cancelled', test: {}, verdict: null });
    expect(state.step).toBeLessThan(24);
  });
});

describe('numbered checkpoints', () => {
  it('keep the newest and tell which were removed', async () => {
    const directory = temporaryHome();
    const { messages } = await runTiny({
      directory,
      settings: { checkpoint_every: 4, keep_checkpoints: 2, max_epochs: 4 },
    });
    const names = readdirSync(join(directory, 'checkpoints')).sort();
    expect(names).toEqual([
      'best.safetensors',
      'last.safetensors',
      'step_20.safetensors',
      'step_24.safetensors',
    ]);
    const removed = messages.flatMap((message) =>
      message.type === 'checkpoint' ? message.removed : [],
    );
    expect(removed.map((path) => path.split('/').at(-1))).toEqual([
      'step_4.safetensors',
      'step_8.safetensors',
      'step_12.safetensors',
      'step_16.safetensors',
    ]);
  });
});
