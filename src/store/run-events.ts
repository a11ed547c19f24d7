import type { RunEvent } from '../contract/index.ts';
import type { Connection } from './database.ts';

export type NewRunEvent = Omit<RunEvent, 'id' | 'at'>;

/** What happened to runs, oldest first. */
export class RunEvents {
  readonly #insert;
  readonly #ofRun;

  constructor(database: Connection) {
    this.#insert = database.prepare(
      `INSERT INTO run_events (run_id, at, step, level, code, message)
       VALUES (@runId, @at, @step, @level, @code, @message)`,
    );
    this.#ofRun = database.prepare<[number], RunEvent>(
      `SELECT id, run_id AS runId, at, step, level, code, message FROM run_events
       WHERE run_id = ? ORDER BY id`,
    );
  }

  add(event: NewRunEvent): RunEvent {
    const at = Date.now();
    const { lastInsertRowid } = this.#insert.run({ ...event, at });
    return { ...event, at, id: Number(lastInsertRowid) };
  }

  list(runId: number): RunEvent[] {
    return this.#ofRun.all(runId);
  }
}
