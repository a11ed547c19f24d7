import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataFile, Job, JobOf, MetricPoint } from '../../src/contract/index.ts';
import { CheckpointFolder } from '../../src/trainer/checkpoints/index.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { smallTable, smallText } from './support/small-data.ts';
import { curveOf, pointsOf } from './support/tiny-run.ts';
import { TrainerProcess } from './support/trainer-process.ts';

interface Case {
  readonly task: string;
  readonly data: (folder: string) => DataFile;
  readonly settings: JobOf<'train'>['settings'];
  /** Past the first checkpoint, before the end. */
  readonly killAt: number;
}

const cases: readonly Case[] = [
  {
    task: 'forecasting',
    data: smallTable,
    settings: { hidden_size: 8, num_layers: 2, dropout: 0.3, max_steps: 60, eval_every: 10 },
    killAt: 34,
  },
  {
    task: 'language-model',
    data: smallText,
    settings: {
      hidden_size: 12,
      num_layers: 2,
      dropout: 0.3,
      batch_size: 8,
      bptt: 16,
      max_steps: 60,
      eval_every: 10,
    },
    killAt: 34,
  },
];

function trainJob(
  { task, data, settings }: Case,
  folder: string,
  run: string,
  changed: JobOf<'train'>['settings'] = {},
): JobOf<'train'> {
  return {
    kind: 'train',
    task,
    data: data(folder),
    settings: { ...settings, ...changed },
    directory: join(folder, run),
    resume: false,
  };
}

async function finish(job: Job) {
  const trainer = new TrainerProcess(job);
  const { code } = await trainer.exit;
  expect(code, trainer.output).toBe(0);
  return trainer;
}

/** What the engine keeps: points after the step at which a run goes on are void. */
function kept(points: readonly MetricPoint[], step: number): MetricPoint[] {
  return points.filter((point) => point.step <= step);
}

describe('a trainer process', () => {
  for (const trained of cases) {
    it(`killed in mid-run goes on to the last bit: ${trained.task}`, {
      timeout: 180_000,
    }, async () => {
      const folder = temporaryHome();
      const whole = await finish(trainJob(trained, folder, 'whole'));

      const job = trainJob(trained, folder, 'killed');
      const first = new TrainerProcess(job);
      await first.untilStep(trained.killAt);
      first.child.kill('SIGKILL');
      expect((await first.exit).signal).toBe('SIGKILL');
      const second = await finish({ ...job, resume: true });

      const { step } = second.message('started');
      expect(step).toBeGreaterThanOrEqual(10);
      expect(step).toBeLessThan(60);
      const joined = [...kept(pointsOf(first.messages), step), ...pointsOf(second.messages)];
      const curve = curveOf(pointsOf(whole.messages));
      expect(curve.filter((line) => line.includes('train/loss'))).toHaveLength(60);
      expect(curveOf(joined)).toEqual(curve);
      expect(second.message('finished').result).toEqual(whole.message('finished').result);
      expect(second.message('baselines')).toEqual(whole.message('baselines'));
    });

    it(`pauses with a checkpoint and can be resumed: ${trained.task}`, {
      timeout: 180_000,
    }, async () => {
      const job = trainJob(trained, temporaryHome(), 'paused', { max_steps: 5000, patience: 0 });
      const trainer = new TrainerProcess(job);
      await trainer.untilStep(5);
      trainer.send({ type: 'pause' });
      await trainer.exit;
      expect(trainer.message('finished').result).toMatchObject({ status: 'paused' });
      const last = (await new CheckpointFolder(job.directory).read('last'))!.progress.step;
      expect(last).toBe(pointsOf(trainer.messages).at(-1)!.step);
      const resumed = await finish({
        ...job,
        resume: true,
        settings: { ...job.settings, max_steps: last + 3 },
      });
      expect(resumed.message('started').step).toBe(last);
      expect(resumed.message('finished').result).toMatchObject({ status: 'completed' });
    });
  }

  it('cancels', { timeout: 60_000 }, async () => {
    const job = trainJob(cases[0]!, temporaryHome(), 'run', { max_steps: 5000, patience: 0 });
    const trainer = new TrainerProcess(job);
    await trainer.untilStep(3);
    trainer.send({ type: 'cancel' });
    expect((await trainer.exit).code).toBe(0);
    expect(trainer.message('finished').result).toEqual({
      kind: 'train',
      status: 'cancelled',
      test: {},
      verdict: null,
    });
  });

  it('saves a checkpoint and ends when the engine has gone', { timeout: 60_000 }, async () => {
    const job = trainJob(cases[0]!, temporaryHome(), 'run', {
      max_steps: 50_000,
      eval_every: 50_000,
      patience: 0,
    });
    const trainer = new TrainerProcess(job);
    await trainer.untilStep(3);
    trainer.child.disconnect();
    await trainer.exit;
    const last = await new CheckpointFolder(job.directory).read('last');
    expect(last!.progress.step).toBeGreaterThanOrEqual(3);
  });

  it('looks at a file without TensorFlow and suggests a task', { timeout: 60_000 }, async () => {
    const { path } = smallTable(temporaryHome());
    const trainer = await finish({ kind: 'inspect', path, format: null });
    const { result } = trainer.message('finished');
    if (result.kind !== 'inspect') throw new Error('another job was done');
    expect(result.inspection.summary).toMatchObject({ kind: 'table', rows: 600 });
    expect(result.inspection.suggestions[0]?.task).toBe('forecasting');
    // TensorFlow greets on standard error as soon as it is loaded.
    expect(trainer.output).toBe('');
  });

  it('evaluates, writes and forecasts with a finished run', { timeout: 180_000 }, async () => {
    const folder = temporaryHome();
    for (const trained of cases) {
      const job = trainJob(trained, folder, trained.task, { max_steps: 12 });
      const whole = await finish(job);
      const { resume: _, ...model } = job;
      const evaluated = await finish({ ...model, kind: 'evaluate', split: 'val' });
      const found = evaluated.message('finished').result;
      if (found.kind !== 'evaluate') throw new Error('another job was done');
      const measured = pointsOf(whole.messages).filter((point) =>
        Object.keys(point.metrics).some((name) => name.startsWith('val/')),
      );
      expect(measured.map((point) => point.metrics)).toContainEqual(found.metrics);
      const options = {
        length: 40,
        temperature: 1,
        topK: 0,
        topP: 1,
        seed: 3,
        stop: '',
        prompt: 'the ',
      };
      if (trained.task === 'language-model') {
        const writer = await finish({ ...model, kind: 'generate', options });
        const { result } = writer.message('finished');
        if (result.kind !== 'generate') throw new Error('another job was done');
        expect(result.tokens).toBe(40);
        const streamed = writer.messages.flatMap((message) =>
          message.type === 'token' ? message.text : [],
        );
        expect(result.text.endsWith(streamed.join(''))).toBe(true);
      } else {
        const forecaster = await finish({ ...model, kind: 'forecast' });
        const { result } = forecaster.message('finished');
        if (result.kind !== 'forecast') throw new Error('another job was done');
        expect(result.result.channels.map((channel) => channel.name)).toEqual(['warm', 'load']);
      }
    }
  });

  it('says what is wrong with a job and ends with an error', { timeout: 60_000 }, async () => {
    const folder = temporaryHome();
    const job = trainJob(cases[0]!, folder, 'run');
    const { resume: _, ...model } = job;
    const wrong: [Job, object][] = [
      [{ ...job, task: 'forcasting' }, { code: 'unknown-task' }],
      [
        { ...job, settings: { lr: -1 } },
        { code: 'invalid-setting', where: 'lr' },
      ],
      [{ ...model, kind: 'forecast' }, { code: 'no-checkpoint' }],
      [{ kind: 'inspect', path: join(folder, 'none.csv'), format: null }, {}],
    ];
    for (const [given, problem] of wrong) {
      const trainer = new TrainerProcess(given);
      expect((await trainer.exit).code).toBe(1);
      const found = trainer.message('failed').problem;
      expect(found).toMatchObject(problem);
      expect(found.code).not.toBe('internal');
    }
    expect(existsSync(join(job.directory, 'checkpoints'))).toBe(false);
  });

  it('refuses to resume with other settings', { timeout: 60_000 }, async () => {
    const job = trainJob(cases[0]!, temporaryHome(), 'run', { max_steps: 10 });
    await finish(job);
    const trainer = new TrainerProcess({
      ...job,
      resume: true,
      settings: { ...job.settings, hidden_size: 9 },
    });
    expect((await trainer.exit).code).toBe(1);
    expect(trainer.message('failed').problem.code).toBe('foreign-checkpoint');
  });

  it('goes on after messages that it does not understand and signals to its whole group', {
    timeout: 60_000,
  }, async () => {
    const trainer = new TrainerProcess(null);
    await trainer.until((message) => message.type === 'ready');
    trainer.child.send({ type: 'start', job: { kind: 'dance' } });
    trainer.child.send('hello');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) trainer.child.kill(signal);
    trainer.send({ type: 'start', job: { kind: 'probe' } });
    expect((await trainer.exit).code).toBe(0);
    const { result } = trainer.message('finished');
    if (result.kind !== 'probe') throw new Error('another job was done');
    expect(result.result.gflops).toBeGreaterThan(0);
    expect(result.result.kernels).toContain('reference');
    expect(trainer.output).toContain('not understood');
  });
});
