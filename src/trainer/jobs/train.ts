import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseStartUpMemory } from '../../backend/native-kernels.ts';
import type { BackendFacts } from '../../backend/tensorflow.ts';
import {
  booleanOf,
  exampleFile,
  type JobOf,
  numberOf,
  type RunEnvironment,
  type Settings,
  textOf,
  UnrollError,
} from '../../contract/index.ts';
import { kernels } from '../../kernels/index.ts';
import type { Patience, TaskSession } from '../../tasks/task.ts';
import {
  type Checkpoint,
  CheckpointFolder,
  expectFingerprint,
  fingerprint,
} from '../checkpoints/index.ts';
import { diagnoseMemory } from '../diagnosis/diagnose.ts';
import { finiteBaselines } from '../finite-metrics.ts';
import type { JobHost } from '../job-host.ts';
import { TrainingLoop } from '../loop.ts';
import { MetricsLog } from '../metrics-log.ts';
import type { RunState } from '../run-state.ts';
import { version } from '../version.ts';
import { beginTraining } from './begin-training.ts';
import type { RunJob } from './job.ts';
import { measureKernelsFor } from './measure-kernels.ts';
import { openSession, readSettings } from './open-session.ts';

/** Trains a run from its start, or goes on exactly where its last checkpoint left it. */
export const train: RunJob<'train'> = async (job, host) => {
  mkdirSync(job.directory, { recursive: true });
  const { settings, descriptor } = readSettings(job);
  const folder = new CheckpointFolder(job.directory, numberOf(settings, 'keep_checkpoints'));
  const mark = fingerprint(descriptor.id, job.data, descriptor.settings, settings);
  const own = job.resume ? await takeUp(folder, mark, host) : await startAnew(folder);
  const inherited = own === null ? await takeOver(job, host) : null;
  const checkpoint = own ?? inherited;
  await measureKernelsFor(job, host);
  const opened = await openSession(job, host, checkpoint);
  const { session } = opened;
  const { plan, state } = beginTraining(opened, job.stretch);
  const log = new MetricsLog(job.directory);
  if (own !== null) state.restore(own);
  else if (inherited !== null) state.inherit(inherited);
  log.truncateAfter(own === null ? -1 : state.step);
  writeFiles(job.directory, session);
  host.send({
    type: 'started',
    step: state.step,
    environment: environmentOf(opened.backend, session),
    facts: session.facts,
  });
  cautionOf(session, host);
  tellPrecision(state, settings, host);
  await measureBaselines(state, host);
  await releaseStartUpMemory();
  const secondsBefore = own?.progress.seconds ?? 0;
  const diagnose = booleanOf(settings, 'diagnostics')
    ? (step: number) => diagnoseMemory(session, settings, step, unhurried(host))
    : null;
  const run = { state, plan, folder, log, host, diagnose, fingerprint: mark, secondsBefore };
  const outcome = await new TrainingLoop(run).train();
  if (outcome.status === 'completed') keepExamples(job.directory, session);
  state.average?.dispose();
  state.optimizer.dispose();
  session.dispose();
  return { kind: 'train', ...outcome };
};

/** Who asks for a pause waits for a look to end: what it sees at this step would never come again. */
function unhurried(host: JobHost): Patience {
  const { pause } = host.patience('Looking at its memory');
  return {
    pause: async (done) => {
      await pause(done);
      return false;
    },
  };
}

function cautionOf(session: TaskSession, host: JobHost): void {
  const message = kernels.find((kernel) => kernel.id === session.kernel)?.caution;
  if (message === undefined) return;
  host.send({
    type: 'event',
    level: 'warning',
    code: 'kernel-caution',
    message,
    step: null,
    data: { kernel: session.kernel },
  });
}

function tellPrecision({ session, scaler }: RunState, settings: Settings, host: JobHost): void {
  if (textOf(settings, 'precision') !== 'mixed') return;
  const { kernel, precision = 'fp32' } = session;
  const data = { kernel, precision, scale: scaler.scale };
  const event = { type: 'event', code: 'precision', step: null, data } as const;
  if (precision !== 'mixed') {
    const message = `No kernel here computes this network in mixed precision (kernel ${kernel}): the run computes in fp32.`;
    host.send({ ...event, level: 'warning', message });
    return;
  }
  const scaling = scaler.isActive
    ? `the loss is scaled by ${scaler.scale} and more or less as it goes`
    : 'the loss is not scaled, since bf16 has the range of fp32';
  const message = `Products of the recurrence, and of a language model's output layer, are in bf16; sums, states and weights are in fp32; ${scaling}.`;
  host.send({ ...event, level: 'info', message });
}

/** For comparing runs example by example; a test part of one example tells nothing. */
function keepExamples(directory: string, session: TaskSession): void {
  const results = session.examples?.() ?? null;
  if (results === null || results.rows.length < 2) return;
  writeFileSync(join(directory, exampleFile), JSON.stringify(results));
}

/** What the session offers to other programs, such as `tokenizer.json`. */
function writeFiles(directory: string, { files }: TaskSession): void {
  for (const [name, content] of files ?? []) writeFileSync(join(directory, name), content);
}

async function startAnew(folder: CheckpointFolder): Promise<null> {
  await folder.clear();
  return null;
}

/** The last checkpoint; null when the run was interrupted before its first one. */
async function takeUp(
  folder: CheckpointFolder,
  mark: string,
  host: JobHost,
): Promise<Checkpoint | null> {
  await folder.prepare();
  const checkpoint = await folder.read('last');
  if (checkpoint !== null) {
    expectFingerprint(checkpoint, mark, folder.path);
    const message = `Resumed from the checkpoint of step ${checkpoint.progress.step}.`;
    const { step } = checkpoint.progress;
    host.send({ type: 'event', level: 'info', code: 'resumed', message, step, data: { step } });
  } else {
    const message = 'There was no checkpoint yet, so the run starts again from its first step.';
    host.send({
      type: 'event',
      level: 'warning',
      code: 'no-checkpoint',
      message,
      step: 0,
      data: {},
    });
  }
  return checkpoint;
}

/**
 * The checkpoint of another run that this one goes on from; null when it begins with new weights.
 * @throws UnrollError when the other has none any more
 */
async function takeOver({ stretch }: JobOf<'train'>, host: JobHost): Promise<Checkpoint | null> {
  if (stretch?.from == null) return null;
  const { directory, run } = stretch.from;
  const folder = new CheckpointFolder(directory);
  const checkpoint = await folder.read('last');
  if (checkpoint === null) {
    throw new UnrollError({
      code: 'no-checkpoint',
      message: `The run ${run}, whose weights are to be taken over, has no checkpoint.`,
      where: folder.path,
      hint: 'Runs of a population are needed until the search has ended; restore the run.',
    });
  }
  const { step } = checkpoint.progress;
  const message = `Goes on from the checkpoint of ${run} at step ${step}.`;
  host.send({
    type: 'event',
    level: 'info',
    code: 'inherited',
    message,
    step,
    data: { run, step },
  });
  return checkpoint;
}

async function measureBaselines(state: RunState, host: JobHost): Promise<void> {
  if (state.baselines.length === 0) {
    const measured = await state.session.baselines(host.patience('Measuring the baselines'));
    // Asked to stop meanwhile, it may have measured only some: the next time measures all.
    if (host.request !== null) return;
    state.baselines = finiteBaselines(measured);
  }
  host.send({ type: 'baselines', baselines: [...state.baselines] });
}

/** Where and with what a session is computed. */
export function environmentOf(backend: BackendFacts, session: TaskSession): RunEnvironment {
  const { tensorflow, device, threads, processor } = backend;
  return {
    unroll: version,
    tensorflow,
    device,
    threads,
    processor,
    kernel: session.kernel,
    precision: session.precision ?? 'fp32',
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
}
