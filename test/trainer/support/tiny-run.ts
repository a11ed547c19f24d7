import { Random } from '../../../src/backend/random.ts';
import {
  defaultSettings,
  type MetricPoint,
  numberOf,
  type Settings,
  type TrainerMessage,
} from '../../../src/contract/index.ts';
import { CheckpointFolder } from '../../../src/trainer/checkpoints/index.ts';
import { JobHost } from '../../../src/trainer/job-host.ts';
import { TrainingLoop, type TrainingOutcome } from '../../../src/trainer/loop.ts';
import { MetricsLog } from '../../../src/trainer/metrics-log.ts';
import { trainingPlan } from '../../../src/trainer/plan.ts';
import { RunState } from '../../../src/trainer/run-state.ts';
import { trainerSettings } from '../../../src/trainer/settings.ts';
import { type TinyOptions, TinySession } from './tiny-session.ts';

export interface TinyRun {
  readonly outcome: TrainingOutcome;
  readonly messages: readonly TrainerMessage[];
  readonly points: readonly MetricPoint[];
  readonly state: RunState;
}

export interface TinyRunOptions extends TinyOptions {
  readonly directory: string;
  readonly settings?: Settings;
  readonly resume?: boolean;
  /** Step of this process (from 1) during which a pause is asked for. */
  readonly pauseAt?: number;
  /** Sees every message as it is sent, and may ask the host for something. */
  readonly watch?: (message: TrainerMessage, host: JobHost) => void;
}

/** Runs the training loop in this process, as the train job does. */
export async function runTiny(options: TinyRunOptions): Promise<TinyRun> {
  const settings = { ...defaultSettings(trainerSettings), max_epochs: 4, ...options.settings };
  const messages: TrainerMessage[] = [];
  const host: JobHost = new JobHost((message) => {
    messages.push(message);
    options.watch?.(message, host);
  });
  const session = new TinySession(numberOf(settings, 'seed'), {
    ...options,
    onStep: (step) => {
      if (step === options.pauseAt) host.ask('pause');
      options.onStep?.(step);
    },
  });
  const plan = trainingPlan(settings, session.stepsPerEpoch, { primaryMetric: 'val/mse' });
  const patience = numberOf(settings, 'patience');
  const state = new RunState(session, settings, plan, new Random(9), patience);
  const folder = new CheckpointFolder(options.directory, numberOf(settings, 'keep_checkpoints'));
  await folder.prepare();
  const checkpoint = options.resume ? await folder.read('last') : null;
  if (checkpoint !== null) state.restore(checkpoint);
  const log = new MetricsLog(options.directory);
  log.truncateAfter(checkpoint === null ? -1 : state.step);
  const loop = new TrainingLoop({
    state,
    plan,
    folder,
    log,
    host,
    diagnose: null,
    fingerprint: 'tiny',
    secondsBefore: checkpoint?.progress.seconds ?? 0,
  });
  const outcome = await loop.train();
  return { outcome, messages, points: pointsOf(messages), state };
}

export function pointsOf(messages: readonly TrainerMessage[]): MetricPoint[] {
  return messages.flatMap((message) => (message.type === 'report' ? message.points : []));
}

/** What training itself yields, without what depends on the clock: `12 train/loss 0.5`. */
export function curveOf(points: readonly MetricPoint[]): string[] {
  const clocked = /^sys\/|_per_sec$/;
  return points.flatMap(({ step, metrics }) =>
    Object.entries(metrics)
      .filter(([name]) => !clocked.test(name))
      .map(([name, value]) => `${step} ${name} ${value}`),
  );
}
