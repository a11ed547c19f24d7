import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { releaseStartUpMemory } from '../../backend/native-kernels.ts';
import { type RehearsalResult, UnrollError } from '../../contract/index.ts';
import type { Patience } from '../../tasks/task.ts';
import { CheckpointFolder } from '../checkpoints/index.ts';
import type { JobHost } from '../job-host.ts';
import { MetricsLog } from '../metrics-log.ts';
import type { TrainingPlan } from '../plan.ts';
import { Reporter } from '../reporter.ts';
import type { RunState } from '../run-state.ts';
import { peakMemory } from '../system-meter.ts';
import { trainingStep } from '../training-step.ts';
import { beginTraining } from './begin-training.ts';
import type { RunJob } from './job.ts';
import { measureKernelsFor } from './measure-kernels.ts';
import { openSession } from './open-session.ts';

/** Milliseconds for each part; with reading the data all is to stay below 20 s. */
const baselineBudget = 3000;
const coldStepBudget = 2500;
const warmStepBudget = 6000;
const evaluationBudget = 4000;
/** Steps that are not timed: TensorFlow makes its plans, memory grows. */
const warmUpSteps = 3;
const mostSteps = 2000;

/**
 * Does for a moment what a training does, in its order (baselines, steps, an evaluation with samples
 * and a checkpoint, more steps), to tell what the whole would take. Nothing is kept.
 */
export const rehearse: RunJob<'rehearse'> = async (job, host) => {
  await measureKernelsFor(job, host);
  const opened = await openSession(job, host);
  const { session } = opened;
  const { plan, state } = beginTraining(opened);
  const openSeconds = process.uptime();
  const directory = mkdtempSync(join(tmpdir(), 'unroll-rehearsal-'));
  try {
    const rehearsal = { state, plan, host, directory };
    const baselineSeconds = await timed(host, baselineBudget, (patient) =>
      session.baselines(patient),
    );
    await releaseStartUpMemory();
    const cold = await timeSteps(rehearsal, coldStepBudget);
    const evaluationSeconds = await timeEvaluation(rehearsal);
    // Code that has run for a while is faster, and memory is fullest after an evaluation.
    const warm = await timeSteps(rehearsal, warmStepBudget);
    if (host.request !== null) {
      throw new UnrollError({
        code: 'cancelled',
        message: 'The measurement was stopped.',
      });
    }
    const result = wholeOf(state, plan, {
      stepMilliseconds: warm ?? cold ?? 0,
      evaluationSeconds,
      startSeconds: openSeconds + baselineSeconds,
    });
    return { kind: 'rehearse', result };
  } finally {
    rmSync(directory, { recursive: true, force: true });
    state.optimizer.dispose();
    session.dispose();
  }
};

interface Rehearsal {
  readonly state: RunState;
  readonly plan: TrainingPlan;
  readonly host: JobHost;
  /** For what a training writes. */
  readonly directory: string;
}

/**
 * Milliseconds of a step on average, with the fetching of its batch and the writing of its report:
 * a median would leave out the collection of garbage, which every long training pays. Null when
 * asked to stop before one was timed.
 */
async function timeSteps(
  { state, plan, host, directory }: Rehearsal,
  budget: number,
): Promise<number | null> {
  const { session, optimizer, random, schedule, scaler } = state;
  const pace = { stepsPerSecond: null, remainingSeconds: null };
  const reporter = new Reporter(
    () => undefined,
    new MetricsLog(directory),
    () => pace,
  );
  let [began, timed] = [performance.now(), 0];
  const end = began + budget;
  for (let step = 0; performance.now() < end && step < mostSteps; step++) {
    if (await host.breathe()) break;
    // At the end of an epoch the next call starts another.
    if (!session.nextBatch()) session.nextBatch();
    const lr = schedule.rate(step);
    const { loss, norm } = trainingStep(session, optimizer, random, plan.clipping, lr, scaler);
    const metrics = { 'train/loss': loss, lr, grad_norm: norm };
    reporter.add({ step, epoch: 0, seconds: 0, metrics });
    timed++;
    if (step + 1 === warmUpSteps && performance.now() < end)
      [began, timed] = [performance.now(), 0];
  }
  reporter.flush();
  return timed === 0 ? null : (performance.now() - began) / timed;
}

/** Seconds of an evaluation with the samples and the checkpoint that come with it. */
async function timeEvaluation({ state, plan, host, directory }: Rehearsal): Promise<number> {
  const { session } = state;
  const measured = await timed(host, evaluationBudget, (patience) =>
    session.evaluate('val', patience),
  );
  const began = performance.now();
  if (plan.samplesEvery > 0) await session.samples(0);
  const samples = (performance.now() - began) / Math.max(1, plan.samplesEvery);
  const saving = performance.now();
  const folder = new CheckpointFolder(directory);
  await folder.prepare();
  await folder.write(['best', 'last'], state.checkpoint('', 0));
  return measured + (samples + performance.now() - saving) / 1000;
}

/** Seconds of a whole piece of work, by the share of it that was done within a budget. */
async function timed(
  host: JobHost,
  milliseconds: number,
  work: (patience: Patience) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  let share = 0;
  let stopped = false;
  await work({
    pause: async (done = 0) => {
      share = Math.max(share, done);
      stopped = performance.now() - began > milliseconds && share > 0;
      return (await host.breathe()) || stopped;
    },
  });
  const seconds = (performance.now() - began) / 1000;
  return stopped ? seconds / share : seconds;
}

function wholeOf(
  { session }: RunState,
  plan: TrainingPlan,
  times: Pick<RehearsalResult, 'stepMilliseconds' | 'evaluationSeconds' | 'startSeconds'>,
): RehearsalResult {
  const { stepMilliseconds, evaluationSeconds } = times;
  const evaluations = Math.ceil(plan.endStep / plan.evaluateEvery);
  const whole = (plan.endStep * stepMilliseconds) / 1000 + evaluations * evaluationSeconds;
  const limit = plan.clock.seconds;
  const limitedByTime = limit !== null && limit < whole;
  return {
    ...times,
    seconds: limitedByTime ? limit : whole,
    limitedByTime,
    steps: plan.endStep,
    peakBytes: peakMemory(),
    parameters: session.parameters.count,
    kernel: session.kernel,
  };
}
