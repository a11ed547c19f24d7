import type { RunState } from '../contract/index.ts';
import type { Connection } from './database.ts';
import { type RunRow, selectRuns } from './run-rows.ts';

/** Every statement on the table of runs. */
export function prepareRunStatements(database: Connection) {
  return {
    list: database.prepare<[], RunRow>(`${selectRuns} WHERE removed_at IS NULL ORDER BY id DESC`),
    alike: database.prepare<[string, string], RunRow>(
      `${selectRuns} WHERE removed_at IS NULL AND task = ? AND dataset_hash = ? ORDER BY id`,
    ),
    finished: database.prepare<[string, number], RunRow>(
      `${selectRuns} WHERE removed_at IS NULL AND task = ? AND state = 'completed'
       ORDER BY id DESC LIMIT ?`,
    ),
    get: database.prepare<[number], RunRow>(`${selectRuns} WHERE id = ?`),
    hasName: database.prepare<[string, string]>(
      'SELECT 1 FROM runs WHERE name = ? OR directory = ?',
    ),
    ofProject: database.prepare<[number], { id: number }>(
      'SELECT id FROM runs WHERE project_id = ?',
    ),
    inState: database.prepare<[RunState], { id: number; trainer: string | null }>(
      'SELECT id, trainer FROM runs WHERE state = ? ORDER BY queued_at, id',
    ),
    rates: database.prepare<[], { rate: number | null }>(
      "SELECT steps_per_second AS rate FROM runs WHERE state = 'running'",
    ),
    noteTrainer: database.prepare<[string | null, number]>(
      'UPDATE runs SET trainer = ? WHERE id = ?',
    ),
    insert: database.prepare(
      `INSERT INTO runs (project_id, dataset_id, dataset_hash, name, task, primary_metric, settings,
         seed, state, created_at, queued_at, color, directory)
       VALUES (@projectId, @datasetId, @datasetHash, @name, @task, @primaryMetric, @settings,
         @seed, 'queued', @now, @now, (SELECT coalesce(max(color) + 1, 0) FROM runs), @directory)`,
    ),
    setState: database.prepare(
      `UPDATE runs SET state = @state, problem = @problem, remaining_seconds = NULL,
         steps_per_second = CASE WHEN @state = 'running' THEN steps_per_second END,
         queued_at = CASE WHEN @state = 'queued' THEN @now ELSE queued_at END,
         started_at = CASE WHEN @state = 'running' THEN coalesce(started_at, @now) ELSE started_at END,
         finished_at = CASE WHEN @state IN ('queued', 'running', 'paused') THEN NULL ELSE @now END
       WHERE id = @id`,
    ),
    note: database.prepare(
      `UPDATE runs SET environment = coalesce(@environment, environment),
         facts = coalesce(@facts, facts), baselines = coalesce(@baselines, baselines),
         test = coalesce(@test, test), verdict = coalesce(@verdict, verdict) WHERE id = @id`,
    ),
    progress: database.prepare(
      `UPDATE runs SET step = @step, seconds = @seconds, epoch = @epoch,
         steps_per_second = @stepsPerSecond, remaining_seconds = @remainingSeconds WHERE id = @id`,
    ),
    rename: database.prepare<[string, number]>('UPDATE runs SET name = ? WHERE id = ?'),
    setProject: database.prepare<[number, number]>('UPDATE runs SET project_id = ? WHERE id = ?'),
    setNotes: database.prepare<[string, number]>('UPDATE runs SET notes = ? WHERE id = ?'),
    clearTags: database.prepare<[number]>('DELETE FROM run_tags WHERE run_id = ?'),
    addTag: database.prepare<[number, number, string]>(
      'INSERT INTO run_tags (run_id, position, tag) VALUES (?, ?, ?)',
    ),
    setRemoved: database.prepare<[number | null, number]>(
      'UPDATE runs SET removed_at = ? WHERE id = ?',
    ),
    setArchived: database.prepare<[number | null, number]>(
      'UPDATE runs SET archived_at = ? WHERE id = ?',
    ),
    markImported: database.prepare(
      `UPDATE runs SET state = @state, source = @source, created_at = @createdAt,
         started_at = @createdAt, finished_at = @finishedAt WHERE id = @id`,
    ),
    setEstimate: database.prepare<[string, number]>('UPDATE runs SET estimate = ? WHERE id = ?'),
    purge: database.prepare<[number], { directory: string }>(
      'DELETE FROM runs WHERE removed_at < ? RETURNING directory',
    ),
  };
}
