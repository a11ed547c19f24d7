import {
  type Problem,
  type Settings,
  type StudyEntry,
  type StudyLimits,
  type StudyState,
  type StudyTrial,
  type StudyValues,
  UnrollError,
} from '../contract/index.ts';
import type { Connection } from './database.ts';
import {
  assembleStudy,
  assembleTrial,
  type StoredDefinition,
  type StudyRow,
  selectStudies,
  selectTrials,
  type TrialRow,
} from './study-rows.ts';

export interface NewStudyRecord {
  readonly projectId: number;
  readonly datasetId: number;
  readonly name: string;
  readonly task: string;
  /** Whether trials are trained by runs. */
  readonly trains: boolean;
  readonly settings: Settings;
  readonly definition: StoredDefinition;
  readonly limits: StudyLimits;
  readonly parallel: number;
}

/** A hand-made trial that waits. */
export interface QueuedTrial {
  readonly values: StudyValues;
  readonly why: string;
}

/** What a living study is made from again. */
export interface StoredStudy {
  readonly entry: StudyEntry;
  readonly definition: StoredDefinition;
  readonly queue: readonly QueuedTrial[];
  readonly trials: readonly StudyTrial[];
}

/** Hyperparameter searches with their trials. A removed one is hidden until it is purged. */
export class Studies {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: Connection) {
    this.#statements = prepare(database);
  }

  /** Newest first, without removed ones. */
  list(): StudyEntry[] {
    return this.#statements.list.all().map((row) => this.#assemble(row));
  }

  /** Also finds removed ones. @throws UnrollError `no-such-study` */
  get(id: number): StudyEntry {
    return this.#assemble(this.#row(id));
  }

  /** Everything needed to go on with it. @throws UnrollError `no-such-study` */
  stored(id: number): StoredStudy {
    const row = this.#row(id);
    return {
      entry: this.#assemble(row),
      definition: JSON.parse(row.definition) as StoredDefinition,
      queue: JSON.parse(row.queue) as QueuedTrial[],
      trials: this.trials(id),
    };
  }

  hasName(name: string): boolean {
    return this.#statements.hasName.get(name) !== undefined;
  }

  inState(state: StudyState): number[] {
    return this.#statements.inState.all(state).map(({ id }) => id);
  }

  create(study: NewStudyRecord): number {
    const { lastInsertRowid } = this.#statements.insert.run({
      ...study,
      trains: study.trains ? 1 : 0,
      settings: JSON.stringify(study.settings),
      definition: JSON.stringify(study.definition),
      limits: JSON.stringify(study.limits),
      now: Date.now(),
    });
    return Number(lastInsertRowid);
  }

  setState(id: number, state: StudyState, reason: string | null, problem?: Problem): void {
    const json = problem === undefined ? null : JSON.stringify(problem);
    this.#statements.setState.run({ id, state, reason, problem: json, now: Date.now() });
  }

  setLimits(id: number, limits: StudyLimits, parallel: number): void {
    this.#statements.setLimits.run({ id, limits: JSON.stringify(limits), parallel });
  }

  setQueue(id: number, queue: readonly QueuedTrial[]): void {
    this.#statements.setQueue.run(JSON.stringify(queue), id);
  }

  addSeconds(id: number, seconds: number): void {
    this.#statements.addSeconds.run(seconds, id);
  }

  /** By number. */
  trials(studyId: number): StudyTrial[] {
    return this.#statements.trials.all(studyId).map(assembleTrial);
  }

  trial(studyId: number, number: number): StudyTrial | undefined {
    const row = this.#statements.trial.get(studyId, number);
    return row === undefined ? undefined : assembleTrial(row);
  }

  /** The trial that a run trains, or null. */
  trialOfRun(runId: number): StudyTrial | null {
    const row = this.#statements.ofRun.get(runId);
    return row === undefined ? null : assembleTrial(row);
  }

  /** @param stepLimit the step at which its run is to end, whatever its settings say */
  addTrial(
    studyId: number,
    runId: number | null,
    trial: StudyTrial['trial'],
    stepLimit: number | null = null,
  ): void {
    const { number, state } = trial;
    const json = JSON.stringify(trial);
    const row = { studyId, number, runId, state, trial: json, stepLimit };
    this.#statements.addTrial.run({ ...row, now: Date.now() });
  }

  stepLimitOf(runId: number): number | null {
    return this.#statements.stepLimit.get(runId)?.stepLimit ?? null;
  }

  /** Steps that trials at work may still take. */
  promisedSteps(id: number): number {
    return this.#statements.promised.get(id)?.steps ?? 0;
  }

  /** Keeps what became of a trial; one that is not running any more gets its time. */
  updateTrial(studyId: number, trial: StudyTrial['trial']): void {
    const { number, state } = trial;
    const finishedAt = state === 'running' ? null : Date.now();
    const json = JSON.stringify(trial);
    this.#statements.updateTrial.run({ studyId, number, state, finishedAt, trial: json });
  }

  rename(id: number, name: string): StudyEntry {
    this.#statements.rename.run(name, id);
    return this.get(id);
  }

  remove(id: number): void {
    this.#statements.setRemoved.run(Date.now(), id);
  }

  restore(id: number): StudyEntry {
    this.#statements.setRemoved.run(null, id);
    return this.get(id);
  }

  /** Forgets what was removed before `time`. */
  purge(time: number): void {
    this.#statements.purge.run(time);
  }

  #row(id: number): StudyRow {
    const row = this.#statements.get.get(id);
    if (row !== undefined) return row;
    throw new UnrollError({
      code: 'no-such-study',
      message: `There is no study number ${id}.`,
      hint: 'See the names with: unroll list --studies',
    });
  }

  #assemble(row: StudyRow): StudyEntry {
    const completed = this.#statements.completed.all(row.id).map(assembleTrial);
    return assembleStudy(row, completed);
  }
}

function prepare(database: Connection) {
  return {
    list: database.prepare<[], StudyRow>(
      `${selectStudies} WHERE removed_at IS NULL ORDER BY id DESC`,
    ),
    get: database.prepare<[number], StudyRow>(`${selectStudies} WHERE id = ?`),
    hasName: database.prepare<[string]>('SELECT 1 FROM studies WHERE name = ?'),
    inState: database.prepare<[StudyState], { id: number }>(
      'SELECT id FROM studies WHERE state = ? AND removed_at IS NULL ORDER BY id',
    ),
    insert: database.prepare(
      `INSERT INTO studies (project_id, dataset_id, name, task, trains, settings, definition, limits,
         parallel, state, created_at)
       VALUES (@projectId, @datasetId, @name, @task, @trains, @settings, @definition, @limits,
         @parallel, 'paused', @now)`,
    ),
    setState: database.prepare(
      `UPDATE studies SET state = @state, reason = @reason, problem = @problem,
         finished_at = CASE WHEN @state IN ('completed', 'failed') THEN @now END WHERE id = @id`,
    ),
    setLimits: database.prepare(
      'UPDATE studies SET limits = @limits, parallel = @parallel WHERE id = @id',
    ),
    setQueue: database.prepare<[string, number]>('UPDATE studies SET queue = ? WHERE id = ?'),
    addSeconds: database.prepare<[number, number]>(
      'UPDATE studies SET seconds = seconds + ? WHERE id = ?',
    ),
    trials: database.prepare<[number], TrialRow>(
      `${selectTrials} WHERE study_id = ? ORDER BY number`,
    ),
    trial: database.prepare<[number, number], TrialRow>(
      `${selectTrials} WHERE study_id = ? AND number = ?`,
    ),
    completed: database.prepare<[number], TrialRow>(
      `${selectTrials} WHERE study_id = ? AND state = 'completed' ORDER BY number`,
    ),
    ofRun: database.prepare<[number], TrialRow>(`${selectTrials} WHERE run_id = ?`),
    addTrial: database.prepare(
      `INSERT INTO trials (study_id, number, run_id, state, started_at, trial, step_limit)
       VALUES (@studyId, @number, @runId, @state, @now, @trial, @stepLimit)`,
    ),
    stepLimit: database.prepare<[number], { stepLimit: number | null }>(
      'SELECT step_limit AS stepLimit FROM trials WHERE run_id = ?',
    ),
    promised: database.prepare<[number], { steps: number }>(
      `SELECT coalesce(sum(max(0, step_limit - step)), 0) AS steps
       FROM trials JOIN runs ON runs.id = run_id WHERE study_id = ? AND trials.state = 'running'`,
    ),
    updateTrial: database.prepare(
      `UPDATE trials SET state = @state, finished_at = @finishedAt, trial = @trial
       WHERE study_id = @studyId AND number = @number`,
    ),
    rename: database.prepare<[string, number]>('UPDATE studies SET name = ? WHERE id = ?'),
    setRemoved: database.prepare<[number | null, number]>(
      'UPDATE studies SET removed_at = ? WHERE id = ?',
    ),
    purge: database.prepare<[number]>('DELETE FROM studies WHERE removed_at < ?'),
  };
}
