import type { StudyEntry, StudyTrial } from '../contract/index.ts';

/** The parts of a study that never change once it is made. */
export type StoredDefinition = Pick<
  StudyEntry,
  'parameters' | 'constraints' | 'objectives' | 'sampler' | 'pruner' | 'seed' | 'warmStart'
> & {
  /** How fast the machine was at the task when the study was made, where a bound asks for it. */
  readonly speed?: { readonly gflops: number; readonly compiled: boolean; readonly pace: number };
  /** Earlier studies with their trials as they were when this one was made. */
  readonly earlier: readonly StoredEarlierStudy[];
};

export interface StoredEarlierStudy {
  readonly name: string;
  readonly similarity: number;
  readonly trials: readonly Pick<StudyTrial['trial'], 'values' | 'results'>[];
}

type Plain =
  | 'id'
  | 'projectId'
  | 'datasetId'
  | 'name'
  | 'task'
  | 'parallel'
  | 'state'
  | 'createdAt';

/** A study as SQLite returns it: records as JSON text. */
export interface StudyRow
  extends Pick<StudyEntry, Plain | 'finishedAt' | 'seconds' | 'steps' | 'reason' | 'removedAt'> {
  readonly trains: 0 | 1;
  readonly settings: string;
  readonly definition: string;
  readonly queue: string;
  readonly limits: string;
  readonly problem: string | null;
  readonly counts: string;
}

export interface TrialRow extends Omit<StudyTrial, 'trial'> {
  readonly trial: string;
}

export const selectStudies = `SELECT id, project_id AS projectId, dataset_id AS datasetId, name, task,
  trains, settings, definition, queue, limits, parallel, state, created_at AS createdAt,
  finished_at AS finishedAt, seconds, reason, problem, removed_at AS removedAt,
  (SELECT json_group_object(state, number) FROM
    (SELECT state, count(*) AS number FROM trials WHERE study_id = studies.id GROUP BY state)
  ) AS counts,
  (SELECT coalesce(sum(max(0, own.step - coalesce(source.step, 0))), 0)
    FROM trials AS trained JOIN runs AS own ON own.id = trained.run_id
      LEFT JOIN trials AS before ON before.study_id = trained.study_id
        AND before.number = json_extract(trained.trial, '$.continues.trial')
      LEFT JOIN runs AS source ON source.id = before.run_id
    WHERE trained.study_id = studies.id
  ) AS steps
  FROM studies`;

export const selectTrials = `SELECT study_id AS studyId, run_id AS runId, started_at AS startedAt,
  finished_at AS finishedAt, trial FROM trials`;

/** The store wrote this text itself from the record of the same type. */
const parse = <T>(text: string): T => JSON.parse(text) as T;

export function assembleTrial(row: TrialRow): StudyTrial {
  return { ...row, trial: parse(row.trial) };
}

/** @param trials of this study that completed */
export function assembleStudy(row: StudyRow, completed: readonly StudyTrial[]): StudyEntry {
  const { trains, definition: stored, queue, ...plain } = row;
  const { earlier: _, speed: __, ...definition } = parse<StoredDefinition>(stored);
  const counts = parse<Partial<StudyEntry['counts']>>(row.counts);
  const { running = 0, pruned = 0, failed = 0 } = counts;
  return {
    ...plain,
    ...definition,
    trains: trains === 1,
    settings: parse(row.settings),
    limits: parse(row.limits),
    problem: row.problem === null ? null : parse(row.problem),
    counts: {
      ...{ running, pruned, failed, completed: counts.completed ?? 0 },
      waiting: parse<unknown[]>(queue).length,
    },
    best: bestOf(completed, definition.objectives[0]?.direction ?? 'min'),
  };
}

function bestOf(completed: readonly StudyTrial[], direction: 'min' | 'max'): StudyEntry['best'] {
  let best: StudyEntry['best'] = null;
  for (const { runId, trial } of completed) {
    const { number, values, results } = trial;
    const found = results?.[0];
    const held = best?.results[0];
    if (results === null || found === undefined) continue;
    const better = held === undefined || (direction === 'min' ? found < held : found > held);
    if (better) best = { number, runId, values, results };
  }
  return best;
}
