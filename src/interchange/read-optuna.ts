import { describeMetric } from '../contract/index.ts';
import type { Connection } from '../store/database.ts';
import { type ImportedRun, pointsOf } from './imported-run.ts';

interface TrialRow {
  readonly id: number;
  readonly number: number;
  readonly study: number;
  readonly name: string;
  readonly state: string;
  readonly start: string | null;
  readonly end: string | null;
}

const states: Readonly<Record<string, ImportedRun['state']>> = {
  COMPLETE: 'completed',
  PRUNED: 'cancelled',
  FAIL: 'failed',
};

/** Every ended trial of every study; the first objective's values on the way become its curve. */
export function readOptuna(database: Connection, path: string): ImportedRun[] {
  const trials = database
    .prepare<[], TrialRow>(
      `SELECT trial_id AS id, number, trials.study_id AS study, study_name AS name, state,
         datetime_start AS start, datetime_complete AS "end"
       FROM trials JOIN studies ON studies.study_id = trials.study_id
       WHERE state IN ('COMPLETE', 'PRUNED', 'FAIL') ORDER BY trial_id`,
    )
    .all();
  return trials.map((trial) => importTrial(database, trial, path));
}

function importTrial(database: Connection, trial: TrialRow, path: string): ImportedRun {
  const names = objectiveNames(database, trial.study);
  const start = time(trial.start) ?? Date.now();
  const end = time(trial.end);
  return {
    name: `${trial.name}-${trial.number}`,
    settings: parametersOf(database, trial.id),
    points: pointsOf(valuesOf(database, trial.id, names, start, end ?? start), start),
    state: states[trial.state] ?? 'interrupted',
    createdAt: start,
    finishedAt: end,
    tags: [trial.name],
    notes: '',
    source: { tool: 'optuna', path, primaryMetric: names[0]! },
  };
}

/** What a trial reported on its way, then its results, at the step of its last report. */
function valuesOf(
  database: Connection,
  id: number,
  names: readonly string[],
  start: number,
  end: number,
): Parameters<typeof pointsOf>[0] {
  const reports = database
    .prepare<[number], { step: number; value: number | null }>(
      `SELECT step, intermediate_value AS value FROM trial_intermediate_values
       WHERE trial_id = ? ORDER BY step`,
    )
    .all(id);
  const results = database
    .prepare<[number], { objective: number; value: number | null }>(
      'SELECT objective, value FROM trial_values WHERE trial_id = ? ORDER BY objective',
    )
    .all(id);
  const last = reports.at(-1)?.step ?? 0;
  return [
    ...reports.map(({ step, value }) => ({
      metric: names[0]!,
      step,
      value: value ?? Number.NaN,
      at: start,
    })),
    ...results.map(({ objective, value }) => ({
      metric: names[objective] ?? `objective_${objective}`,
      step: last,
      value: value ?? Number.NaN,
      at: end,
    })),
  ];
}

/**
 * Known metrics by the names that they were given; else `objective` where smaller is better, `objective_max` where larger is.
 */
function objectiveNames(database: Connection, study: number): string[] {
  const directions = database
    .prepare<[number], { direction: string }>(
      'SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective',
    )
    .all(study);
  const several = directions.length > 1;
  const given = givenNames(database, study);
  const names = directions.map(({ direction }, index) => {
    const own = given[index];
    const way = direction === 'MAXIMIZE' ? 'max' : 'min';
    if (own !== undefined && describeMetric(own).direction === way) return own;
    const base = direction === 'MAXIMIZE' ? 'objective_max' : 'objective';
    return several ? `${index}/${base}` : base;
  });
  return names.length === 0 ? ['objective'] : names;
}

/** What the objectives were called (`Study.set_metric_names`); empty where they were not. */
function givenNames(database: Connection, study: number): readonly string[] {
  const row = database
    .prepare<[number], { names: string }>(
      `SELECT value_json AS names FROM study_system_attributes
       WHERE study_id = ? AND "key" = 'study:metric_names'`,
    )
    .get(study);
  return row === undefined ? [] : (JSON.parse(row.names) as string[]);
}

function parametersOf(database: Connection, trial: number): ImportedRun['settings'] {
  const rows = database
    .prepare<[number], { name: string; value: number; distribution: string }>(
      `SELECT param_name AS name, param_value AS value, distribution_json AS distribution
       FROM trial_params WHERE trial_id = ? ORDER BY param_id`,
    )
    .all(trial);
  return Object.fromEntries(
    rows.map(({ name, value, distribution }) => {
      const { attributes } = JSON.parse(distribution) as { attributes?: { choices?: unknown[] } };
      const choice = attributes?.choices?.[value];
      if (choice === undefined) return [name, value];
      const plain = typeof choice === 'number' || typeof choice === 'boolean';
      return [name, plain ? choice : String(choice)];
    }),
  );
}

/** Local time without a zone, as Optuna writes it. */
function time(text: string | null): number | null {
  return text === null ? null : new Date(text.replace(' ', 'T')).getTime();
}
