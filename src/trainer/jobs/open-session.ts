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
import type { TaskSession } from '../../tasks/task.ts';
import { CheckpointFolder } from '../checkpoints/index.ts';
import type { JobHost } from '../job-host.ts';
import { restoreParameters } from '../run-state.ts';
import type { ModelJob } from './job.ts';

export interface OpenedSession {
  readonly backend: BackendFacts;
  readonly descriptor: TaskDescriptor;
  readonly settings: Settings;
  readonly session: TaskSession;
  /** Draws dropout while training; the session has generators of its own. */
  readonly trainingRandom: Random;
}

/**
 * Reads the data and makes the model with its initial weights, the same in every process that is
 * given the same job.
 */
export async function openSession(job: ModelJob, host: JobHost): Promise<OpenedSession> {
  const descriptor = taskDescriptor(job.task);
  const settings = parseSettings(descriptor.settings, job.settings);
  const backend = await loadBackend();
  const task = tasks.find((candidate) => candidate.descriptor.id === descriptor.id);
  if (task === undefined) throw new Error(`task ${descriptor.id} has a descriptor but no code`);
  const random = new Random(numberOf(settings, 'seed'));
  const sessionRandom = random.fork('session');
  const trainingRandom = random.fork('training');
  const patience = host.patience('Reading the data');
  const session = await task.open(job.data, settings, sessionRandom, patience);
  return { backend, descriptor, settings, session, trainingRandom };
}

/** The session of a trained run with its best weights (its last ones where none were best yet). */
export async function openTrained(job: ModelJob, host: JobHost): Promise<TaskSession> {
  const { session } = await openSession(job, host);
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
  restoreParameters(session.parameters, checkpoint.model);
  return session;
}
