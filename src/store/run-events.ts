import type { RunEvent, WordData } from '../contract/index.ts';
import type { Connection } from './database.ts';

export type NewRunEvent = Omit<RunEvent, 'id' | 'at'>;

interface EventRow extends Omit<RunEvent, 'data'> {
  readonly data: string | null;
}

/** What happened to runs, oldest first. */
export class RunEvents {
  readonly #insert;
  readonly #ofRun;

  constructor(database: Connection) {
    this.#insert = database.prepare(
      `INSERT INTO run_events (run_id, at, step, level, code, message, data)
       VALUES (@runId, @at, @step, @level, @code, @message, @data)`,
    );
    this.#ofRun = database.prepare<[number], EventRow>(
      `SELECT id, run_id AS runId, at, step, level, code, message, data FROM run_events
       WHERE run_id = ? ORDER BY id`,
    );
  }

  add(event: NewRunEvent): RunEvent {
    const at = Date.now();
    const { lastInsertRowid } = this.#insert.run({
      ...event,
      at,
      data: event.data === undefined ? null : JSON.stringify(event.data),
    });
    return { ...event, at, id: Number(lastInsertRowid) };
  }

  list(runId: number): RunEvent[] {
    return this.#ofRun.all(runId).map(({ data, ...event }) => ({
      ...event,
      ...(data === null ? {} : { data: JSON.parse(data) as WordData }),
    }));
  }
}
