import { releaseStartUpMemory } from '../../backend/native-kernels.ts';
import { Random } from '../../backend/random.ts';
import {
  numberOf,
  parseSettings,
  type Settings,
  type TaskDescriptor,
} from '../../contract/index.ts';
import { inspectFile } from '../../datasets/index.ts';
import { tasks } from '../../tasks/index.ts';
import { createOptimizer } from '../../trainer/optimizers/index.ts';
import { trainingPlan } from '../../trainer/plan.ts';
import { trainingStep } from '../../trainer/training-step.ts';
import type { ForecasterWork, LanguageModelWork } from '../work.ts';
import { writeSeries, writeText } from './made-up-data.ts';
import { matrixValues, type PreparedWork, requirePrecision } from './work-bench.ts';

type StepWork = LanguageModelWork | ForecasterWork;

/**
 * A task's session on made-up data, with the settings that a person would give, stepped as a run
 * steps it.
 * @param folder where the data file may be written
 */
export async function prepareSession(work: StepWork, folder: string): Promise<PreparedWork> {
  const id = work.kind === 'forecaster' ? 'forecasting' : work.kind;
  const task = tasks.find(({ descriptor }) => descriptor.id === id);
  if (task === undefined) throw new Error(`there is no task ${id}`);
  const settings = settingsFor(work, task.descriptor);
  const path = work.kind === 'forecaster' ? writeSeries(folder, work) : writeText(folder, work);
  const { format, compression, hash } = await inspectFile(path);
  const random = new Random(1);
  const data = { path, format, compression, hash };
  const session = await task.open(data, settings, random.fork('session'), {
    pause: async () => false,
  });
  requirePrecision(session, work.precision);
  const plan = trainingPlan(settings, session.stepsPerEpoch, task.descriptor);
  const optimizer = createOptimizer(session.parameters, settings);
  const training = random.fork('training');
  const lr = numberOf(settings, 'lr');
  // As a trainer does before its first step.
  await releaseStartUpMemory();
  return {
    kernel: session.kernel,
    weights: matrixValues(session.parameters.list()),
    step: () => {
      if (!session.nextBatch()) session.nextBatch();
      return trainingStep(session, optimizer, training, plan.clipping, lr).loss;
    },
    dispose: () => {
      optimizer.dispose();
      session.dispose();
    },
  };
}

function settingsFor(work: StepWork, descriptor: TaskDescriptor): Settings {
  const given = work.kind === 'forecaster' ? forecasterSettings(work) : textSettings(work);
  // Not every task offers a choice; what the session then computes in is looked at later.
  const hasChoice = descriptor.settings.some(({ name }) => name === 'precision');
  const precision = hasChoice ? { precision: work.precision } : {};
  return parseSettings(descriptor.settings, { ...given, ...precision });
}

function textSettings(work: LanguageModelWork): Record<string, unknown> {
  return {
    tokens: work.tokens,
    cell: work.cell,
    hidden_size: work.hidden,
    num_layers: work.layers,
    embedding_size: work.embedding,
    dropout: 0,
    batch_size: work.batch,
    bptt: work.time,
    optimizer: work.optimizer,
    ...(work.optimizer === 'sgd' ? { momentum: 0 } : {}),
    lr: work.lr,
    clip_norm: work.clip,
  };
}

function forecasterSettings(work: ForecasterWork): Record<string, unknown> {
  return {
    cell: work.cell,
    hidden_size: work.hidden,
    num_layers: 1,
    dropout: work.dropout,
    input_length: work.input,
    horizon: work.horizon,
    segment_length: work.segment,
    batch_size: work.batch,
    optimizer: 'adam',
    lr: work.lr,
    clip_norm: work.clip,
  };
}
