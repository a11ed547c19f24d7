import type { Checkpoint } from '../contract/index.ts';
import type { Connection } from './database.ts';
import type { HomePaths } from './home-paths.ts';

export type NewCheckpoint = Omit<Checkpoint, 'id' | 'createdAt'>;

/** Files that hold a run's weights and, for `last`, everything that resuming needs. */
export class Checkpoints {
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #paths: HomePaths;

  constructor(database: Connection, paths: HomePaths) {
    this.#statements = prepareStatements(database);
    this.#paths = paths;
  }

  /** A file written again replaces its record. */
  put(checkpoint: NewCheckpoint): void {
    this.#statements.put.run({
      ...checkpoint,
      path: this.#paths.relative(checkpoint.path),
      createdAt: Date.now(),
    });
  }

  forget(runId: number, paths: readonly string[]): void {
    for (const path of paths) this.#statements.forget.run(runId, this.#paths.relative(path));
  }

  /** By kind (best, last, step), then by step. */
  list(runId: number): Checkpoint[] {
    return this.#statements.ofRun
      .all(runId)
      .map((row) => ({ ...row, path: this.#paths.absolute(row.path) }));
  }

  truncate(runId: number, afterStep: number): void {
    this.#statements.truncate.run(runId, afterStep);
  }
}

function prepareStatements(database: Connection) {
  return {
    put: database.prepare(
      `INSERT INTO checkpoints (run_id, kind, step, path, bytes, created_at)
       VALUES (@runId, @kind, @step, @path, @bytes, @createdAt)
       ON CONFLICT (run_id, path) DO UPDATE SET kind = excluded.kind, step = excluded.step,
         bytes = excluded.bytes, created_at = excluded.created_at`,
    ),
    forget: database.prepare<[number, string]>(
      'DELETE FROM checkpoints WHERE run_id = ? AND path = ?',
    ),
    ofRun: database.prepare<[number], Checkpoint>(
      `SELECT id, run_id AS runId, kind, step, path, bytes, created_at AS createdAt
       FROM checkpoints WHERE run_id = ? ORDER BY kind, step`,
    ),
    truncate: database.prepare<[number, number]>(
      'DELETE FROM checkpoints WHERE run_id = ? AND step > ?',
    ),
  };
}
