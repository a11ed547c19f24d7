import type { MetricValues, Sample, WordData } from '../contract/index.ts';
import {
  type CheckpointFolder,
  type CheckpointKind,
  measuredWeights,
} from './checkpoints/index.ts';
import { Clock } from './clock.ts';
import { metricsOfPart } from './finite-metrics.ts';
import type { JobHost } from './job-host.ts';
import type { MetricsLog } from './metrics-log.ts';
import { NonfiniteGuard } from './nonfinite-guard.ts';
import type { TrainingPlan } from './plan.ts';
import { Reporter } from './reporter.ts';
import { type RunState, restoreParameters } from './run-state.ts';
import { SystemMeter } from './system-meter.ts';
import { trainingStep } from './training-step.ts';
import { Unfreezing } from './unfreezing.ts';

/** What one training run consists of. */
export interface TrainingRun {
  readonly state: RunState;
  readonly plan: TrainingPlan;
  readonly folder: CheckpointFolder;
  readonly log: MetricsLog;
  readonly host: JobHost;
  /**
   * How the network remembers; null where that is not asked for. The sample is null when the look was
   * stopped before its end.
   */
  readonly diagnose: ((step: number) => Promise<Sample | null>) | null;
  /** Written into every checkpoint. */
  readonly fingerprint: string;
  /** Training seconds before this process took the run up. */
  readonly secondsBefore: number;
}

export interface TrainingOutcome {
  readonly status: 'completed' | 'paused' | 'cancelled';
  /** `test/mse` and so on, with the best weights; empty unless completed. */
  readonly test: MetricValues;
  readonly verdict: string | null;
}

/** Why a run has come to its end. */
interface Ending {
  readonly code: string;
  readonly message: string;
  readonly data: WordData;
}

/**
 * Trains until a limit, early stopping or the engine ends it. Whatever happens between two steps is
 * decided by the step number and the state alone, so that a run that was interrupted and resumed
 * takes the same steps as one that was not. Only `max_minutes` looks at the clock.
 */
export class TrainingLoop {
  readonly #run: TrainingRun;
  readonly #state: RunState;
  readonly #clock: Clock;
  readonly #reporter: Reporter;
  readonly #guard: NonfiniteGuard;
  readonly #unfreezing: Unfreezing;
  /** Step whose state is on disk in full; null when what is there is older. */
  #savedStep: number | null;
  #savedAt: number;
  readonly #meter = new SystemMeter();

  constructor(run: TrainingRun) {
    this.#run = run;
    this.#state = run.state;
    this.#clock = new Clock(run.plan.clock, run.secondsBefore, run.state.step);
    this.#reporter = new Reporter(
      (message) => run.host.send(message),
      run.log,
      () => this.#clock.pace,
    );
    const { names } = run.state.session.parameters;
    this.#unfreezing = new Unfreezing(names, run.plan.unfreezeEvery);
    this.#guard = new NonfiniteGuard(run.state, run.plan.nonfiniteLimit, this.#reporter);
    this.#savedStep = run.state.step;
    this.#savedAt = this.#clock.seconds;
  }

  async train(): Promise<TrainingOutcome> {
    const { session } = this.#state;
    const { host } = this.#run;
    let epochEnds = 0;
    for (;;) {
      let end = this.#reasonToEnd();
      let isBest = false;
      if (this.#evaluationIsDue(end !== null)) {
        const evaluated = await this.#evaluate();
        if (evaluated === 'stopped') return this.#stop();
        isBest = evaluated === 'best';
        end = this.#reasonToEnd();
      }
      await this.#saveIfDue(isBest);
      if (end !== null) return this.#finish(end);
      if (await host.breathe()) return this.#stop();
      if (this.#meter.waiting(() => session.nextBatch())) {
        epochEnds = 0;
        this.#step();
      } else {
        // One may come first after a resume, two in a row never.
        epochEnds += 1;
        if (epochEnds === 2) throw new Error('the session has no batches');
        this.#state.epochs += 1;
      }
    }
  }

  /** Null while the run goes on. */
  #reasonToEnd(): Ending | null {
    const { plan } = this.#run;
    const { step, epochs, earlyStopping } = this.#state;
    if (earlyStopping.exhausted) {
      const best = earlyStopping.bestStep ?? 0;
      return {
        code: 'ended-early',
        message: `No better ${plan.primaryMetric} since step ${best}.`,
        data: { metric: plan.primaryMetric, best },
      };
    }
    if (step >= plan.totalSteps) {
      return { code: 'ended-steps', message: `All ${step} steps are done.`, data: { steps: step } };
    }
    if (step >= plan.endStep) {
      const message = `The stretch to step ${step} is done.`;
      return { code: 'ended-stretch', message, data: { steps: step } };
    }
    if (epochs >= plan.maxEpochs) {
      return { code: 'ended-epochs', message: `All ${epochs} epochs are done.`, data: { epochs } };
    }
    if (!this.#clock.isOver) return null;
    return { code: 'ended-time', message: 'The training time is used up.', data: {} };
  }

  // ------------------------------------------------------------------ one step

  #step(): void {
    const { plan } = this.#run;
    const { session, optimizer, random, schedule, scaler } = this.#state;
    const lr = schedule.rate(this.#state.step) * (session.learningRateFactor ?? 1);
    const { scale } = scaler;
    const frozen = this.#unfreezing.frozen(this.#state.epochs);
    const result = trainingStep(session, optimizer, random, plan.clipping, lr, scaler, frozen);
    this.#state.step += 1;
    if (result.updated) this.#average();
    this.#guard.note(result);
    this.#point({
      'train/loss': result.loss,
      lr,
      grad_norm: result.norm,
      grad_norm_clipped: result.clippedNorm,
      ...(scaler.isActive && { loss_scale: scale }),
      ...this.#speed(),
      ...this.#meter.measure(this.#clock.seconds),
    });
  }

  #average(): void {
    const { average, step, session } = this.#state;
    if (average === null) return;
    const { stepsPerEpoch } = session;
    const { hasBegun } = average;
    average.follow({ step, stepsPerEpoch, totalSteps: this.#run.plan.totalSteps });
    if (hasBegun || !average.hasBegun) return;
    const message = 'The average of the weights begins: from now on it is measured and kept.';
    this.#reporter.event('info', 'averaging-begun', message, step, {});
  }

  #speed(): MetricValues {
    const { unit, unitsPerStep } = this.#state.session;
    const stepsPerSecond = this.#clock.tick(this.#state.step);
    if (stepsPerSecond === null) return {};
    return { [`${unit}_per_sec`]: stepsPerSecond * unitsPerStep };
  }

  #point(metrics: MetricValues): void {
    const { step, epoch } = this.#state;
    this.#reporter.add({ step, epoch, seconds: this.#clock.seconds, metrics });
  }

  // ---------------------------------------------------------------- evaluation

  #evaluationIsDue(ends: boolean): boolean {
    const { step, evaluatedStep } = this.#state;
    if (step === 0 || evaluatedStep === step) return false;
    return ends || step % this.#run.plan.evaluateEvery === 0;
  }

  /** With the average of the weights in their place, where there is one. */
  #evaluate(): Promise<'stopped' | 'best' | 'measured'> {
    const { average } = this.#state;
    const evaluate = () => this.#measure();
    return average === null ? evaluate() : average.inPlace(evaluate);
  }

  async #measure(): Promise<'stopped' | 'best' | 'measured'> {
    const { host, plan } = this.#run;
    const state = this.#state;
    this.#reporter.flush();
    const values = await state.session.evaluate('val', host.patience('Evaluating'));
    if (values === null) return 'stopped';
    const metrics = metricsOfPart('val', values);
    this.#point(metrics);
    state.evaluatedStep = state.step;
    this.#savedStep = null;
    state.evaluations += 1;
    const primary = metrics[plan.primaryMetric];
    const isBest = primary !== undefined && this.#judge(primary, metrics);
    await this.#sendSamples();
    this.#clock.skip();
    return isBest ? 'best' : 'measured';
  }

  /** Lets early stopping and the schedule see the primary metric. */
  #judge(primary: number, metrics: MetricValues): boolean {
    const { step, earlyStopping, schedule, average } = this.#state;
    average?.observe(primary);
    const isBest = earlyStopping.observe(primary, step);
    if (isBest) this.#state.best = metrics;
    const before = schedule.rate(step);
    schedule.observe(primary);
    const after = schedule.rate(step);
    if (after !== before) {
      const message = `${this.#run.plan.primaryMetric} has stopped improving: lr falls from ${before} to ${after}.`;
      const data = { metric: this.#run.plan.primaryMetric, before, after };
      this.#reporter.event('info', 'lr-lowered', message, step, data);
    }
    return isBest;
  }

  async #sendSamples(): Promise<void> {
    const { plan, host } = this.#run;
    const { session, evaluations, step } = this.#state;
    if (plan.samplesEvery === 0 || evaluations % plan.samplesEvery !== 0) return;
    for (const sample of await session.samples(step)) host.send({ type: 'sample', sample });
    const { diagnose } = this.#run;
    const memory = diagnose === null ? null : await diagnose(step);
    if (memory !== null) host.send({ type: 'sample', sample: memory });
  }

  // --------------------------------------------------------------- checkpoints

  async #saveIfDue(isBest: boolean): Promise<void> {
    const { plan } = this.#run;
    const { step, evaluatedStep } = this.#state;
    if (step === this.#savedStep) return;
    const isNumbered = plan.checkpointEvery > 0 && step % plan.checkpointEvery === 0;
    const isOld = this.#clock.seconds - this.#savedAt >= plan.checkpointSeconds;
    // `last` comes last: killed in between, the run goes back to before and writes the others again.
    const kinds: CheckpointKind[] = [];
    if (isBest) kinds.push('best');
    if (isNumbered) kinds.push('step');
    if (evaluatedStep === step || isNumbered || isOld) kinds.push('last');
    await this.#save(kinds);
  }

  async #save(kinds: readonly CheckpointKind[]): Promise<void> {
    if (kinds.length === 0) return;
    const { folder, fingerprint, host } = this.#run;
    this.#reporter.flush();
    const checkpoint = this.#state.checkpoint(fingerprint, this.#clock.seconds);
    for (const written of await folder.write(kinds, checkpoint)) {
      host.send({ type: 'checkpoint', ...written, removed: [...written.removed] });
    }
    this.#savedStep = this.#state.step;
    this.#savedAt = this.#clock.seconds;
    this.#clock.skip();
  }

  // ----------------------------------------------------------------- the end

  /** Asked to: everything is kept, so that the run can be taken up again. */
  async #stop(): Promise<TrainingOutcome> {
    if (this.#state.step !== this.#savedStep) await this.#save(['last']);
    this.#reporter.flush();
    const status = this.#run.host.request === 'cancel' ? 'cancelled' : 'paused';
    return { status, test: {}, verdict: null };
  }

  /** Measures the best weights on the test part. */
  async #finish({ code, message, data }: Ending): Promise<TrainingOutcome> {
    const { folder, host } = this.#run;
    const { session, step, best, baselines } = this.#state;
    this.#reporter.flush();
    this.#reporter.event('info', code, message, step, data);
    const checkpoint = await folder.read('best');
    if (checkpoint !== null) restoreParameters(session.parameters, measuredWeights(checkpoint));
    const values = await session.evaluate('test', host.patience('Testing'));
    if (values === null) return this.#stop();
    const test = metricsOfPart('test', values);
    for (const sample of (await session.finalSamples?.(step)) ?? []) {
      host.send({ type: 'sample', sample });
    }
    return { status: 'completed', test, verdict: session.verdict(best, test, baselines) };
  }
}
