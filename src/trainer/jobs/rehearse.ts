import { performance } from 'node:perf_hooks';
import { numberOf, type RehearsalResult } from '../../contract/index.ts';
import type { Patience } from '../../tasks/task.ts';
import type { JobHost } from '../job-host.ts';
import { type TrainingPlan, trainingPlan } from '../plan.ts';
import { RunState } from '../run-state.ts';
import { trainingStep } from '../training-step.ts';
import type { RunJob } from './job.ts';
import { measureKernelsFor } from './measure-kernels.ts';
import { openSession, readSettings } from './open-session.ts';

/** Milliseconds for steps and for measuring; with reading the data it is to stay below 20 s. */
const stepBudget = 8000;
const evaluationBudget = 4000;
/** Steps that are not timed: TensorFlow makes its plans, memory grows. */
const warmUpSteps = 3;
const mostSteps = 200;

/**
 * Trains for a moment and measures a part of the validation data, to tell what the whole would take.
 * Nothing is kept.
 */
export const rehearse: RunJob<'rehearse'> = async (job, host) => {
  const { settings, descriptor } = readSettings(job);
  await measureKernelsFor(job, host);
  const { session, trainingRandom } = await openSession(job, host);
  const plan = trainingPlan(settings, session.stepsPerEpoch, descriptor);
  const patience = numberOf(settings, 'patience');
  const state = new RunState(session, settings, plan, trainingRandom, patience);
  const stepMilliseconds = await timeSteps(state, plan, host);
  const evaluationSeconds = await timeEvaluation(state);
  const result = wholeOf(state, plan, stepMilliseconds, evaluationSeconds);
  state.optimizer.dispose();
  session.dispose();
  return { kind: 'rehearse', result };
};

/** Median milliseconds of a step, with the fetching of its batch. */
async function timeSteps(state: RunState, plan: TrainingPlan, host: JobHost): Promise<number> {
  const { session, optimizer, random, schedule, scaler } = state;
  const times: number[] = [];
  const end = performance.now() + stepBudget;
  for (let step = 0; step < mostSteps + warmUpSteps; step++) {
    if (await host.breathe()) break;
    const began = performance.now();
    // At the end of an epoch the next call starts another.
    if (!session.nextBatch()) session.nextBatch();
    trainingStep(session, optimizer, random, plan.clipping, schedule.rate(step), scaler);
    if (step >= warmUpSteps || began > end) times.push(performance.now() - began);
    if (performance.now() > end) break;
  }
  const sorted = times.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Seconds of a whole evaluation, by the share that was done within the budget. */
async function timeEvaluation({ session }: RunState): Promise<number> {
  const began = performance.now();
  let share = 0;
  const patience: Patience = {
    pause: async (done = 0) => {
      share = Math.max(share, done);
      return performance.now() - began > evaluationBudget && share > 0;
    },
  };
  const values = await session.evaluate('val', patience);
  const seconds = (performance.now() - began) / 1000;
  return values === null && share > 0 ? seconds / share : seconds;
}

function wholeOf(
  { session }: RunState,
  plan: TrainingPlan,
  stepMilliseconds: number,
  evaluationSeconds: number,
): RehearsalResult {
  const evaluations = Math.ceil(plan.endStep / plan.evaluateEvery);
  const whole = (plan.endStep * stepMilliseconds) / 1000 + evaluations * evaluationSeconds;
  const limit = plan.clock.seconds;
  const limitedByTime = limit !== null && limit < whole;
  return {
    stepMilliseconds,
    evaluationSeconds,
    seconds: limitedByTime ? limit : whole,
    limitedByTime,
    steps: plan.endStep,
    // In kilobytes, whatever the system.
    peakBytes: process.resourceUsage().maxRSS * 1024,
    parameters: session.parameters.count,
    kernel: session.kernel,
  };
}
