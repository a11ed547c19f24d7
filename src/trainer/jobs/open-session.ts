import { Random } from '../../backend/random.ts';
import { type BackendFacts, loadBackend } from '../../backend/tensorflow.ts';
import {
  numberOf,
  parseSettings,
  type Settings,
  type TaskDescriptor,
  UnrollError,
} from '../../contract/index.ts';
import { taskDescriptor } from '../../tasks/descriptors.ts';
import { tasks } from '../../tasks/index.ts';
import type { Purpose, TaskSession } from '../../tasks/task.ts';
import { type Checkpoint, CheckpointFolder, measuredWeights } from '../checkpoints/index.ts';
import type { JobHost } from '../job-host.ts';
import { restoreParameters } from '../run-state.ts';
import type { ModelJob } from './job.ts';

/** A job that takes training batches or measures a part needs the data whole. */
const purposes: Readonly<Record<ModelJob['kind'], Purpose>> = {
  train: 'training',
  rehearse: 'training',
  evaluate: 'training',
  'import-weights': 'training',
  'find-rate': 'training',
  diagnose: 'training',
  backtest: 'training',
  generate: 'answering',
  forecast: 'answering',
  transcribe: 'answering',
  translate: 'answering',
  classify: 'answering',
  compose: 'answering',
  'export-weights': 'answering',
};

export interface OpenedSession {
  readonly backend: BackendFacts;
  readonly descriptor: TaskDescriptor;
  readonly settings: Settings;
  readonly session: TaskSession;
  /** Draws dropout while training; the session has generators of its own. */
  readonly trainingRandom: Random;
}

/** @throws UnrollError for settings that the task does not know or allow */
export function readSettings(job: ModelJob): {
  readonly descriptor: TaskDescriptor;
  readonly settings: Settings;
} {
  const descriptor = taskDescriptor(job.task);
  return { descriptor, settings: parseSettings(descriptor.settings, job.settings) };
}

/**
 * Reads the data and makes the model with its initial weights, the same in every process that is
 * given the same job.
 * @param checkpoint that the run goes on from, whose kernel is taken where the settings leave it
 *   open: another kernel would not give the same numbers to the last bit
 */
export async function openSession(
  job: ModelJob,
  host: JobHost,
  checkpoint: Checkpoint | null = null,
): Promise<OpenedSession> {
  const { descriptor, settings } = readSettings(job);
  const backend = await loadBackend();
  const task = tasks.find((candidate) => candidate.descriptor.id === descriptor.id);
  if (task === undefined) throw new Error(`task ${descriptor.id} has a descriptor but no code`);
  const random = new Random(numberOf(settings, 'seed'));
  const sessionRandom = random.fork('session');
  const trainingRandom = random.fork('training');
  const patience = host.patience('Reading the data');
  const before = settings['kernel'] === 'auto' ? checkpoint?.progress.kernel : undefined;
  const taken = before === undefined ? settings : { ...settings, kernel: before };
  const session = await task.open(job.data, taken, sessionRandom, patience, purposes[job.kind]);
  if (before !== undefined && session.kernel !== before) tellOtherKernel(before, session, host);
  return { backend, descriptor, settings, session, trainingRandom };
}

/** The session of a trained run with its best weights (its last ones where none were best yet). */
export async function openTrained(job: ModelJob, host: JobHost): Promise<TaskSession> {
  const folder = new CheckpointFolder(job.directory);
  const checkpoint = (await folder.read('best')) ?? (await folder.read('last'));
  if (checkpoint === null) {
    throw new UnrollError({
      code: 'no-checkpoint',
      message: 'This run has no checkpoint yet, so there is no trained network to use.',
      where: folder.path,
      hint: 'Train it until its first evaluation, or resume it.',
    });
  }
  const { session } = await openSession(job, host, checkpoint);
  restoreParameters(session.parameters, measuredWeights(checkpoint));
  return session;
}

function tellOtherKernel(before: string, { kernel }: TaskSession, host: JobHost): void {
  const message = `The kernel ${before} that the run began with cannot run here; ${kernel} goes on, with the same numbers to 1e-4 but not to the last bit.`;
  host.send({
    type: 'event',
    level: 'warning',
    code: 'other-kernel',
    message,
    step: null,
    data: { before, kernel },
  });
}
