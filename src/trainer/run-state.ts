import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import {
  type Baseline,
  type MetricValues,
  type Settings,
  textOf,
  UnrollError,
} from '../contract/index.ts';
import type { ParameterSet } from '../models/parameters.ts';
import type { TaskSession } from '../tasks/task.ts';
import { createAverage } from './averaging/index.ts';
import type { WeightAverage } from './averaging/weight-average.ts';
import type { Checkpoint } from './checkpoints/index.ts';
import { EarlyStopping } from './early-stopping.ts';
import { LossScaler, losesSmallGradients, productFormat } from './loss-scaling.ts';
import { createOptimizer, type Optimizer, type StoredTensor } from './optimizers/index.ts';
import type { TrainingPlan } from './plan.ts';
import { createSchedule, type Schedule } from './schedules/index.ts';

/** All that changes while a run goes on; a checkpoint is a picture of it between two steps. */
export class RunState {
  readonly session: TaskSession;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly earlyStopping: EarlyStopping;
  readonly scaler: LossScaler;
  /** Null where the weights themselves are measured and kept. */
  readonly average: WeightAverage | null;
  /** Draws dropout. */
  readonly random: Random;
  step = 0;
  epochs = 0;
  evaluations = 0;
  evaluatedStep: number | null = null;
  nonfiniteInRow = 0;
  skipped = 0;
  /** Metrics of the best evaluation. */
  best: MetricValues = {};
  baselines: readonly Baseline[] = [];

  constructor(
    session: TaskSession,
    settings: Settings,
    plan: TrainingPlan,
    random: Random,
    patience: number,
  ) {
    const { stepsPerEpoch } = session;
    this.session = session;
    this.random = random;
    this.optimizer = createOptimizer(session.parameters, settings);
    this.schedule = createSchedule(settings, { ...plan, stepsPerEpoch });
    this.scaler = new LossScaler(scalingIsOn(session, settings));
    this.average = createAverage(session.parameters, settings, plan.direction);
    this.earlyStopping = new EarlyStopping(plan.direction, patience);
  }

  /** Passes over the data as a fraction, for the axis of a chart. */
  get epoch(): number {
    return this.step / this.session.stepsPerEpoch;
  }

  /** @param seconds of training so far */
  checkpoint(fingerprint: string, seconds: number): Checkpoint {
    const { step, epochs, evaluations, evaluatedStep, nonfiniteInRow, skipped, best } = this;
    const lossScaling = this.scaler.state();
    return {
      fingerprint,
      model: readParameters(this.session.parameters),
      average: this.average?.values() ?? new Map(),
      optimizer: this.optimizer.state(),
      session: this.session.state(),
      progress: {
        step,
        epochs,
        evaluations,
        evaluatedStep,
        nonfiniteInRow,
        skipped,
        best,
        seconds,
        baselines: [...this.baselines],
        schedule: this.schedule.state(),
        earlyStopping: this.earlyStopping.state(),
        random: { training: [...this.random.state()] },
        kernel: this.session.kernel,
        ...(this.average && { averaging: this.average.state() }),
        ...(lossScaling && { lossScaling }),
      },
    };
  }

  restore({ model, average, optimizer, session, progress }: Checkpoint): void {
    restoreParameters(this.session.parameters, model);
    if (progress.averaging !== undefined) this.average?.restore(average, progress.averaging);
    this.optimizer.restore(optimizer);
    this.session.restore(session);
    this.schedule.restore(progress.schedule);
    this.earlyStopping.restore(progress.earlyStopping);
    this.random.restore(progress.random.training);
    this.scaler.restore(progress.lossScaling);
    this.step = progress.step;
    this.epochs = progress.epochs;
    this.evaluations = progress.evaluations;
    this.evaluatedStep = progress.evaluatedStep;
    this.nonfiniteInRow = progress.nonfiniteInRow;
    this.skipped = progress.skipped;
    this.best = progress.best;
    this.baselines = progress.baselines;
  }

  /**
   * Goes on from another run's checkpoint with this run's own settings: weights, place in the data
   * and random state are the other's; what judges (early stopping, the best so far) begins anew, and
   * so do moments and averages that another method made.
   * @throws UnrollError when the other's model has other shapes
   */
  inherit({ model, average, optimizer, session, progress }: Checkpoint): void {
    restoreParameters(this.session.parameters, model);
    this.session.restore(session);
    this.random.restore(progress.random.training);
    this.scaler.restore(progress.lossScaling);
    this.step = progress.step;
    this.epochs = progress.epochs;
    this.evaluations = progress.evaluations;
    this.evaluatedStep = progress.evaluatedStep;
    this.baselines = progress.baselines;
    unlessForeign(() => this.optimizer.restore(optimizer));
    const { averaging } = progress;
    if (averaging !== undefined) unlessForeign(() => this.average?.restore(average, averaging));
  }
}

/** What another method left behind is not taken over. */
function unlessForeign(restore: () => void): void {
  try {
    restore();
  } catch (error) {
    if (!(error instanceof UnrollError)) throw error;
  }
}

function scalingIsOn({ precision = 'fp32' }: TaskSession, settings: Settings): boolean {
  const wish = textOf(settings, 'loss_scaling');
  if (wish !== 'auto') return wish === 'dynamic';
  return losesSmallGradients(productFormat(precision));
}

/** Every parameter's value as a checkpoint stores it. */
export function readParameters(parameters: ParameterSet): Map<string, StoredTensor> {
  const stored = new Map<string, StoredTensor>();
  for (const [name, variable] of parameters.entries()) {
    stored.set(name, { shape: variable.shape, values: variable.dataSync<'float32'>().slice() });
  }
  return stored;
}

/**
 * Sets every parameter to its stored value.
 * @throws UnrollError, before any is set, when names or shapes differ
 */
export function restoreParameters(
  parameters: ParameterSet,
  model: ReadonlyMap<string, StoredTensor>,
): void {
  for (const [name, variable] of parameters.entries()) {
    const stored = model.get(name);
    if (stored !== undefined && stored.shape.join() === variable.shape.join()) continue;
    throw new UnrollError({
      code: 'foreign-checkpoint',
      message: `The checkpoint has no value of shape (${variable.shape.join(', ')}) for ${name}.`,
      where: name,
      hint: 'It belongs to a model of other sizes: use the settings that it was trained with.',
    });
  }
  for (const [name, variable] of parameters.entries()) {
    const { shape, values } = model.get(name) as StoredTensor;
    // A copy: TensorFlow may share the array's memory.
    const tensor = tf.tensor(values.slice(), [...shape]);
    variable.assign(tensor);
    tensor.dispose();
  }
}
