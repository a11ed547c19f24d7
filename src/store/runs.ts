import type { Filter } from '../comparison/filter/index.ts';
import {
  nextRunState,
  type Problem,
  type Run,
  type RunAction,
  type RunEstimate,
  type RunSource,
  type RunState,
  UnrollError,
} from '../contract/index.ts';
import type { Connection } from './database.ts';
import type { HomePaths } from './home-paths.ts';
import type { Metrics } from './metrics/metrics.ts';
import { conditionFor } from './run-filter.ts';
import type { NewRunRecord, RunFindings, RunProgress } from './run-records.ts';
import { assembleRun, type RunRow } from './run-rows.ts';
import { prepareRunStatements } from './run-statements.ts';

/** Training runs. A removed one is only hidden until it is purged, so that removing can be undone. */
export class Runs {
  readonly #database: Connection;
  readonly #paths: HomePaths;
  readonly #metrics: Metrics;
  readonly #statements: ReturnType<typeof prepareRunStatements>;

  constructor(database: Connection, paths: HomePaths, metrics: Metrics) {
    this.#database = database;
    this.#paths = paths;
    this.#metrics = metrics;
    this.#statements = prepareRunStatements(database);
  }

  /** Newest first, without removed ones. */
  list(): Run[] {
    return this.#assemble(this.#statements.list.all());
  }

  /** Also finds removed ones. @throws UnrollError `no-such-run` */
  get(id: number): Run {
    const run = this.#assemble(this.#statements.get.all(id))[0];
    if (run !== undefined) return run;
    throw new UnrollError({
      code: 'no-such-run',
      message: `There is no run number ${id}.`,
      hint: 'See the names with: unroll list',
    });
  }

  /** Runs of a task on the same data, oldest first, without removed ones. */
  alike({ task, datasetHash }: Pick<Run, 'task' | 'datasetHash'>): Run[] {
    return this.#assemble(this.#statements.alike.all(task, datasetHash));
  }

  /** The newest completed runs of a task, without removed ones. */
  finished(task: string, count: number): Run[] {
    return this.#assemble(this.#statements.finished.all(task, count));
  }

  hasName(name: string): boolean {
    return this.#statements.hasName.get(name, `runs/${name}`) !== undefined;
  }

  create(run: NewRunRecord): Run {
    const create = this.#database.transaction(() => {
      const now = Date.now();
      const { lastInsertRowid } = this.#statements.insert.run({
        ...run,
        settings: JSON.stringify(run.settings),
        directory: this.#paths.relative(run.directory),
        now,
      });
      const id = Number(lastInsertRowid);
      this.#setTags(id, run.tags);
      return id;
    });
    return this.get(create.immediate());
  }

  /**
   * Moves a run to its next state.
   * @throws UnrollError `wrong-state` when the action makes no sense now
   */
  act(id: number, action: RunAction, problem: Problem | null = null): RunState {
    const { state, name } = this.get(id);
    const next = nextRunState(state, action);
    if (next === null) throw wrongState(name, state, action);
    this.#statements.setState.run({
      id,
      state: next,
      now: Date.now(),
      problem: problem === null ? null : JSON.stringify(problem),
    });
    return next;
  }

  /** Ids of the waiting runs, the longest waiting first. */
  queued(): number[] {
    return this.#statements.inState.all('queued').map(({ id }) => id);
  }

  /** Runs that say they are at work, each with the process that was noted for it. */
  running(): { readonly id: number; readonly trainer: string | null }[] {
    return this.#statements.inState.all('running');
  }

  /** Steps a second of each run at work. */
  rates(): number[] {
    return this.#statements.rates.all().map(({ rate }) => rate ?? 0);
  }

  /** Remembers which process trains a run, so that one that outlived its engine can be found. */
  noteTrainer(id: number, trainer: string | null): void {
    this.#statements.noteTrainer.run(trainer, id);
  }

  note(id: number, findings: RunFindings): void {
    const json = (value: unknown): string | null =>
      value === undefined || value === null ? null : JSON.stringify(value);
    this.#statements.note.run({
      id,
      environment: json(findings.environment),
      facts: json(findings.facts),
      baselines: json(findings.baselines),
      test: json(findings.test),
      verdict: findings.verdict ?? null,
    });
  }

  progress(id: number, { point, stepsPerSecond, remainingSeconds }: RunProgress): void {
    const { step, seconds, epoch } = point;
    this.#statements.progress.run({ id, step, seconds, epoch, stepsPerSecond, remainingSeconds });
  }

  describe(
    id: number,
    changes: {
      name?: string | undefined;
      notes?: string | undefined;
      tags?: readonly string[] | undefined;
    },
  ): Run {
    const update = this.#database.transaction(() => {
      if (changes.name !== undefined) this.#rename(id, changes.name);
      if (changes.notes !== undefined) this.#statements.setNotes.run(changes.notes, id);
      if (changes.tags !== undefined) this.#setTags(id, changes.tags);
    });
    update.immediate();
    return this.get(id);
  }

  /** All of them or none. @throws UnrollError `no-such-run` */
  move(ids: readonly number[], projectId: number): Run[] {
    const move = this.#database.transaction(() => {
      for (const id of ids) this.#statements.setProject.run(projectId, this.get(id).id);
    });
    move.immediate();
    return ids.map((id) => this.get(id));
  }

  noteEstimate(id: number, estimate: RunEstimate): void {
    this.#statements.setEstimate.run(JSON.stringify(estimate), id);
  }

  /** Gives a new record the end and the times of a run that another program recorded. */
  markImported(
    id: number,
    run: Pick<Run, 'state' | 'createdAt' | 'finishedAt'> & { readonly source: RunSource },
  ): void {
    const { state, createdAt, finishedAt } = run;
    const source = JSON.stringify(run.source);
    this.#statements.markImported.run({ id, state, createdAt, finishedAt, source });
  }

  /** Puts runs away or takes them out again; all of them or none. @throws UnrollError `no-such-run` */
  archive(ids: readonly number[], archived: boolean): Run[] {
    const time = archived ? Date.now() : null;
    const archive = this.#database.transaction(() => {
      for (const id of ids) this.#statements.setArchived.run(time, this.get(id).id);
    });
    archive.immediate();
    return ids.map((id) => this.get(id));
  }

  /** Adds and takes away tags; all of them or none. @throws UnrollError `no-such-run` */
  tag(ids: readonly number[], add: readonly string[], drop: readonly string[]): Run[] {
    const tag = this.#database.transaction(() => {
      for (const id of ids) {
        const kept = this.get(id).tags.filter((own) => !drop.includes(own));
        this.#setTags(id, [...kept, ...add]);
      }
    });
    tag.immediate();
    return ids.map((id) => this.get(id));
  }

  idsOf(projectId: number): number[] {
    return this.#statements.ofProject.all(projectId).map(({ id }) => id);
  }

  /** Ids of the runs that pass, newest first; removed ones never do. */
  find(filter: Filter): number[] {
    const { text, parameters } = conditionFor(filter);
    const found = this.#database.prepare<unknown[], { id: number }>(
      `SELECT id FROM runs WHERE removed_at IS NULL AND ${text} ORDER BY id DESC`,
    );
    return found.all(...parameters).map(({ id }) => id);
  }

  remove(id: number): void {
    this.#statements.setRemoved.run(Date.now(), id);
  }

  restore(id: number): Run {
    this.#statements.setRemoved.run(null, id);
    return this.get(id);
  }

  /** Forgets what was removed before `time`. @returns the folders that may be deleted */
  purge(time: number): string[] {
    return this.#statements.purge.all(time).map((row) => this.#paths.absolute(row.directory));
  }

  #rename(id: number, name: string): void {
    if (this.get(id).name === name) return;
    if (this.hasName(name)) throw nameTaken(name);
    this.#statements.rename.run(name, id);
  }

  #setTags(id: number, tags: readonly string[]): void {
    this.#statements.clearTags.run(id);
    [...new Set(tags)].forEach((tag, position) => {
      this.#statements.addTag.run(id, position, tag);
    });
  }

  #assemble(rows: readonly RunRow[]): Run[] {
    const digests = this.#metrics.digests(rows.map((row) => row.id));
    return rows.map((row) => assembleRun(row, digests.get(row.id), this.#paths));
  }
}

export function nameTaken(name: string): UnrollError {
  return new UnrollError({
    code: 'name-taken',
    message: `There is a run called ${name} already.`,
    where: 'name',
    hint: 'Choose another name, or leave it out and one is made up.',
  });
}

const participles: Readonly<Record<RunAction, string>> = {
  start: 'started',
  pause: 'paused',
  resume: 'resumed',
  cancel: 'cancelled',
  complete: 'completed',
  fail: 'failed',
  lose: 'interrupted',
};

function wrongState(name: string, state: RunState, action: RunAction): UnrollError {
  return new UnrollError({
    code: 'wrong-state',
    message: `${name} is ${state} and cannot be ${participles[action]}.`,
    where: name,
    hint:
      action === 'resume' && state === 'completed'
        ? 'It reached its end. Start a new run with more epochs.'
        : undefined,
  });
}
