import {
  type Direction,
  describeMetric,
  type JobOf,
  numberOf,
  primaryMetricOf,
  type Settings,
  type TaskDescriptor,
} from '../contract/index.ts';
import type { ClippingLimits } from './clipping.ts';
import type { ClockLimits } from './clock.ts';

/** Without `eval_every`, an epoch longer than this is evaluated in equal parts. */
const longestInterval = 1000;

/** The settings of a run, worked out for one data set. Nothing here changes while it runs. */
export interface TrainingPlan {
  /** Steps at which a whole training ends by `max_epochs` or `max_steps`; schedules go by it. */
  readonly totalSteps: number;
  /** Step at which this run ends: earlier where it is only a stretch of a training. */
  readonly endStep: number;
  /** Steps between evaluations. */
  readonly evaluateEvery: number;
  /** Evaluations between samples; 0 is never. */
  readonly samplesEvery: number;
  /** Steps between numbered checkpoints; 0 is never. */
  readonly checkpointEvery: number;
  readonly checkpointSeconds: number;
  readonly maxEpochs: number;
  readonly clock: ClockLimits;
  readonly clipping: ClippingLimits;
  readonly nonfiniteLimit: number;
  /** Epochs between one layer that begins to learn and the next; 0 trains all at once. */
  readonly unfreezeEvery: number;
  readonly primaryMetric: string;
  readonly direction: Exclude<Direction, 'none'>;
}

export function trainingPlan(
  settings: Settings,
  stepsPerEpoch: number,
  descriptor: Pick<TaskDescriptor, 'primaryMetric' | 'primaryMetrics'>,
  stretch?: JobOf<'train'>['stretch'],
): TrainingPlan {
  const maxEpochs = numberOf(settings, 'max_epochs');
  const maxSteps = numberOf(settings, 'max_steps') || Number.POSITIVE_INFINITY;
  const minutes = numberOf(settings, 'max_minutes');
  const totalSteps = Math.min(maxSteps, maxEpochs * stepsPerEpoch);
  const endStep = Math.min(
    totalSteps,
    stretch?.untilStep ?? Number.POSITIVE_INFINITY,
    Math.ceil((stretch?.untilEpoch ?? Number.POSITIVE_INFINITY) * stepsPerEpoch),
  );
  const primaryMetric = primaryMetricOf(descriptor, settings);
  const { direction } = describeMetric(primaryMetric);
  return {
    totalSteps,
    endStep,
    maxEpochs,
    evaluateEvery: numberOf(settings, 'eval_every') || evaluationInterval(stepsPerEpoch),
    samplesEvery: numberOf(settings, 'samples_every'),
    checkpointEvery: numberOf(settings, 'checkpoint_every'),
    checkpointSeconds: numberOf(settings, 'checkpoint_minutes') * 60,
    clock: { totalSteps: endStep, seconds: minutes === 0 ? null : minutes * 60 },
    clipping: {
      norm: numberOf(settings, 'clip_norm'),
      value: numberOf(settings, 'clip_value'),
      adaptive: numberOf(settings, 'clip_adaptive'),
    },
    nonfiniteLimit: numberOf(settings, 'nonfinite_limit'),
    unfreezeEvery: numberOf(settings, 'unfreeze_epochs'),
    primaryMetric,
    direction: direction === 'max' ? 'max' : 'min',
  };
}

function evaluationInterval(stepsPerEpoch: number): number {
  const parts = Math.max(1, Math.ceil(stepsPerEpoch / longestInterval));
  return Math.max(1, Math.ceil(stepsPerEpoch / parts));
}
