import type { Sample } from '../contract/index.ts';
import type { Connection } from './database.ts';

/** Outputs that runs gave on the way: generated text, forecasts beside the truth. */
export class Samples {
  readonly #insert;
  readonly #ofRun;
  readonly #truncate;

  constructor(database: Connection) {
    this.#insert = database.prepare<[number, number, string]>(
      'INSERT INTO samples (run_id, step, sample) VALUES (?, ?, ?)',
    );
    this.#ofRun = database.prepare<[number], { sample: string }>(
      'SELECT sample FROM samples WHERE run_id = ? ORDER BY step, id',
    );
    this.#truncate = database.prepare<[number, number]>(
      'DELETE FROM samples WHERE run_id = ? AND step > ?',
    );
  }

  add(runId: number, sample: Sample): void {
    this.#insert.run(runId, sample.step, JSON.stringify(sample));
  }

  /** In order of step. */
  list(runId: number): Sample[] {
    return this.#ofRun.all(runId).map((row) => JSON.parse(row.sample) as Sample);
  }

  truncate(runId: number, afterStep: number): void {
    this.#truncate.run(runId, afterStep);
  }
}
