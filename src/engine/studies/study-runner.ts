import {
  isActiveRun,
  type MetricPoint,
  type Notice,
  problemOf,
  type Run,
  type StudyEntry,
  type TaskDescriptor,
} from '../../contract/index.ts';
import type { Outcome, Study } from '../../search/study.ts';
import { createRuns } from '../run-creation.ts';
import { nothingLeft, reachedLimit, stepShare, timeLeft } from './limits.ts';
import type { StudyParts } from './study-parts.ts';
import { handsOn } from './study-plan.ts';
import { TrialMeasurements } from './trial-measurements.ts';
import { outcomeOf } from './trial-outcome.ts';
import { WorkingTime } from './working-time.ts';

/** How often a trial whose trainer was lost is taken up again before it counts as failed. */
const retries = 2;

/**
 * Works on one study: asks it for trials, queues a run for each, tells it what they measured, ends
 * those that are not worth going on. Whatever the study learns is stored in the same step, so that
 * after a kill it goes on from the store alone.
 */
export class StudyRunner {
  readonly id: number;
  readonly study: Study;
  readonly #task: TaskDescriptor;
  readonly #parts: StudyParts;
  /** Trial numbers by the run that trains them, while they run. */
  readonly #trialOf = new Map<number, number>();
  readonly #measurements: TrialMeasurements;
  readonly #pruning = new Map<number, string>();
  readonly #losses = new Map<number, number>();
  readonly #time: WorkingTime;
  #advancing: NodeJS.Immediate | null = null;
  #exhausted = false;

  constructor(id: number, study: Study, task: TaskDescriptor, parts: StudyParts) {
    this.id = id;
    this.study = study;
    this.#task = task;
    this.#parts = parts;
    this.#measurements = new TrialMeasurements(study, task, parts.store);
    this.#time = new WorkingTime(id, parts.store);
    for (const { runId, trial } of parts.store.studies.trials(id)) {
      if (runId === null || trial.state !== 'running') continue;
      this.#trialOf.set(runId, trial.number);
      this.#measurements.begin(trial.number, runId);
    }
  }

  /** Starts or goes on: trials that were at work are taken up again. */
  work(): void {
    this.#time.start();
    this.#parts.store.studies.setState(this.id, 'running', null);
    for (const [runId, number] of [...this.#trialOf]) {
      const run = this.#parts.store.runs.get(runId);
      if (run.state === 'paused' || run.state === 'interrupted') this.#parts.queue.resume(runId);
      else if (run.state === 'queued') this.#parts.queue.release(runId);
      else if (!isActiveRun(run.state)) this.#judgeEnd(run, number);
    }
    this.#tell();
    this.#advanceSoon();
  }

  /** Stops asking for trials; those at work write a checkpoint and wait. */
  pause(state: 'paused' | 'interrupted' = 'paused', reason: string | null = null): void {
    this.#rest();
    for (const runId of this.#trialOf.keys()) {
      if (isActiveRun(this.#parts.store.runs.get(runId).state)) this.#parts.queue.pause(runId);
    }
    this.#parts.store.studies.setState(this.id, state, reason);
    this.#tell();
  }

  /** Ends for good: trials at work are cancelled and count as stopped early. */
  end(reason: string): void {
    for (const [runId, number] of [...this.#trialOf]) this.#stop(runId, number, reason);
    this.#finish(reason);
  }

  /** Limits or queue have changed. */
  reconsider(): void {
    this.#exhausted = false;
    this.#tell();
    if (this.#time.runs) this.#advanceSoon();
  }

  /** Nothing is started or judged any more. @returns whether it was at work */
  close(): boolean {
    const working = this.#time.runs;
    this.#rest();
    return working;
  }

  hear(notice: Notice): void {
    switch (notice.type) {
      case 'points':
        this.#hearPoints(notice.runId, notice.points);
        break;
      case 'points-void':
        this.#forget(notice.runId, notice.afterStep);
        break;
      case 'run':
        this.#hearRun(notice.run);
        break;
      case 'run-removed':
        this.#hearRemoved(notice.id);
        break;
      default:
        break;
    }
  }

  // ------------------------------------------------------------------ starting trials

  #advanceSoon(): void {
    this.#advancing ??= setImmediate(() => {
      this.#advancing = null;
      this.#advance();
    });
  }

  #advance(): void {
    if (!this.#time.runs) return;
    try {
      const { store } = this.#parts;
      for (;;) {
        const entry = store.studies.get(this.id);
        const enough = reachedLimit(entry, store.studies.trials(this.id), this.#time.seconds);
        const done = enough ?? (this.#exhausted ? nothingLeft(this.study) : null);
        if (done !== null) {
          if (this.#trialOf.size === 0) this.#finish(done);
          return;
        }
        if (this.#atWork() >= entry.parallel) return;
        const steps = this.#stepsFor(entry);
        if (steps === 0) return;
        this.#begin(entry.limits.minutes, steps);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Runs that a person has paused leave their place to others. */
  #atWork(): number {
    const { runs } = this.#parts.store;
    return [...this.#trialOf.keys()].filter((id) => runs.get(id).state !== 'paused').length;
  }

  /** Stretches of a population keep their length: the next one would miss their end. */
  #stepsFor(entry: StudyEntry): number | null {
    if (handsOn(entry.sampler)) return null;
    return stepShare(entry, this.#parts.store.studies.promisedSteps(this.id), this.#atWork());
  }

  #begin(minutes: number | undefined, steps: number | null): void {
    const { store, home, board, queue } = this.#parts;
    const { projectId, datasetId, name, settings } = store.studies.get(this.id);
    const runs = store.transaction(() => {
      const trial = this.study.ask();
      if (trial === null) {
        this.#exhausted = true;
        return [];
      }
      const rest =
        minutes === undefined ? {} : timeLeft(settings, minutes - this.#time.seconds / 60);
      const wanted = { ...settings, ...trial.values, ...rest };
      const run = { projectId, datasetId, task: this.#task.id, settings: wanted, tags: [name] };
      const made = createRuns(store, home, [run]);
      store.studies.setQueue(this.id, this.study.toRecord().queue);
      store.studies.addTrial(this.id, made[0]!.id, trial, steps);
      this.#trialOf.set(made[0]!.id, trial.number);
      this.#measurements.begin(trial.number, made[0]!.id);
      return made;
    });
    for (const run of runs) {
      board.post({ type: 'run', run });
      this.#tellTrial(this.#trialOf.get(run.id)!);
    }
    queue.advance();
  }

  #hearPoints(runId: number, points: readonly MetricPoint[]): void {
    const number = this.#trialOf.get(runId);
    if (number === undefined || this.#pruning.has(number)) return;
    try {
      if (!this.#measurements.hear(number, runId, points)) return;
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#parts.store.studies.updateTrial(this.id, this.study.trials[number]!);
    this.#tellTrial(number);
    const { prune, why } = this.study.shouldPrune(number);
    if (prune && this.#time.runs) this.#stop(runId, number, why);
  }

  #forget(runId: number, afterStep: number): void {
    const number = this.#trialOf.get(runId);
    if (number !== undefined) this.#measurements.forget(number, afterStep);
  }

  #hearRun(run: Run): void {
    const number = this.#trialOf.get(run.id);
    if (number === undefined || isActiveRun(run.state)) return;
    if (run.state === 'paused') this.#advanceSoon();
    else if (run.state === 'interrupted') this.#takeUp(run, number);
    else this.#judgeEnd(run, number);
  }

  #hearRemoved(runId: number): void {
    const number = this.#trialOf.get(runId);
    if (number !== undefined) {
      this.#conclude(runId, number, { state: 'failed', why: 'Its run was removed.' });
    }
  }

  /** A trainer was lost. Its run goes on from the checkpoint, unless that happens again and again. */
  #takeUp(run: Run, number: number): void {
    if (!this.#time.runs) return;
    const lost = (this.#losses.get(number) ?? 0) + 1;
    this.#losses.set(number, lost);
    if (lost <= retries) {
      setImmediate(() => {
        if (this.#time.runs) this.#parts.queue.resume(run.id);
      });
      return;
    }
    const why = `Its trainer was lost ${lost} times. ${run.problem?.message ?? ''}`.trim();
    this.#conclude(run.id, number, { state: 'failed', why });
  }

  #judgeEnd(run: Run, number: number): void {
    const results = this.#measurements.resultsOf(run, number);
    const pruned = this.#pruning.get(number);
    this.#conclude(run.id, number, outcomeOf(this.#parts.store, run, results, pruned));
  }

  /** Asks a run to end; its trial is told when it has. */
  #stop(runId: number, number: number, why: string): void {
    this.#pruning.set(number, why);
    const { store, board, queue } = this.#parts;
    const { step, state } = store.runs.get(runId);
    const event = { runId, level: 'info', code: 'trial-stopped', message: why, step } as const;
    board.post({ type: 'event', event: store.events.add(event) });
    if (state === 'paused' || state === 'interrupted' || isActiveRun(state)) queue.cancel(runId);
  }

  #conclude(runId: number, number: number, outcome: Outcome): void {
    this.#trialOf.delete(runId);
    this.#measurements.end(number);
    this.#pruning.delete(number);
    this.#parts.store.studies.updateTrial(this.id, this.study.tell(number, outcome));
    this.#time.save();
    this.#tellTrial(number);
    this.#tell();
    if (this.#time.runs) this.#advanceSoon();
  }

  #finish(reason: string): void {
    this.#rest();
    this.#parts.store.studies.setState(this.id, 'completed', reason);
    this.#tell();
  }

  #fail(error: unknown): void {
    const { store, log } = this.#parts;
    log.error({ err: error, study: this.id }, 'study failed');
    const problem = problemOf(error);
    this.#rest();
    for (const [runId, number] of [...this.#trialOf]) this.#stop(runId, number, problem.message);
    store.studies.setState(this.id, 'failed', problem.message, problem);
    this.#tell();
  }

  #rest(): void {
    this.#time.stop();
    if (this.#advancing !== null) clearImmediate(this.#advancing);
    this.#advancing = null;
  }

  #tell(): void {
    this.#parts.board.post({ type: 'study', study: this.#parts.store.studies.get(this.id) });
  }

  #tellTrial(number: number): void {
    const { store, board } = this.#parts;
    const trial = store.studies.trial(this.id, number);
    if (trial !== undefined) board.post({ type: 'trial', trial });
  }
}
