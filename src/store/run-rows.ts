import type { Run } from '../contract/index.ts';
import type { HomePaths } from './home-paths.ts';
import type { MetricDigest } from './metrics/metrics.ts';

type JsonColumn =
  | 'settings'
  | 'environment'
  | 'facts'
  | 'baselines'
  | 'test'
  | 'problem'
  | 'tags'
  | 'source'
  | 'estimate';

/** A run as SQLite returns it: records as JSON text, figures of the metrics left out. */
export interface RunRow extends Omit<Run, JsonColumn | 'best' | 'bestStep' | 'last'> {
  primaryMetric: string;
  settings: string;
  environment: string | null;
  facts: string | null;
  baselines: string;
  test: string;
  problem: string | null;
  source: string | null;
  estimate: string | null;
  tags: string;
}

export const selectRuns = `SELECT id, project_id AS projectId, dataset_id AS datasetId,
  dataset_hash AS datasetHash, name, task, primary_metric AS primaryMetric, settings, seed, state,
  created_at AS createdAt, started_at AS startedAt, finished_at AS finishedAt, seconds, step, epoch,
  steps_per_second AS stepsPerSecond, remaining_seconds AS remainingSeconds, environment, facts,
  baselines, test, verdict, problem, notes, color, directory, source, estimate, archived_at AS archivedAt,
  removed_at AS removedAt,
  (SELECT json_group_array(tag) FROM
    (SELECT tag FROM run_tags WHERE run_id = runs.id ORDER BY position)) AS tags
  FROM runs`;

export function assembleRun(row: RunRow, digest: MetricDigest | undefined, paths: HomePaths): Run {
  const { primaryMetric, ...rest } = row;
  return {
    ...rest,
    settings: parse(row.settings),
    environment: parse(row.environment),
    facts: parse(row.facts),
    baselines: parse(row.baselines),
    test: parse(row.test),
    problem: parse(row.problem),
    source: parse(row.source),
    estimate: parse(row.estimate),
    tags: parse(row.tags),
    directory: paths.absolute(row.directory),
    best: digest?.best ?? {},
    last: digest?.last ?? {},
    bestStep: digest?.bestSteps[primaryMetric] ?? null,
  };
}

/** The store wrote this text itself from the record of the same type. */
function parse<T>(text: string): T;
function parse<T>(text: string | null): T | null;
function parse<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}
