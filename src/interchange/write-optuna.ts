import Database from 'better-sqlite3';
import type { StudyEntry, StudyParameter, StudyTrial } from '../contract/index.ts';
import { bindingOption, type Connection } from '../store/database.ts';
import { optunaSchema } from './optuna-schema.ts';

const states = { completed: 'COMPLETE', pruned: 'PRUNED', failed: 'FAIL', running: 'RUNNING' };

/**
 * Writes a study as an SQLite file that Optuna opens: parameters with their distributions, results,
 * values on the way (of the first objective: Optuna knows no others), and as user attributes why each
 * trial was proposed and stopped.
 * @param path of a file that does not exist yet
 */
export function writeOptunaStudy(
  path: string,
  study: StudyEntry,
  trials: readonly StudyTrial[],
): void {
  const database = new Database(path, bindingOption());
  try {
    const write = database.transaction(() => {
      database.exec(optunaSchema);
      writeStudy(database, study);
      for (const trial of trials) writeTrial(database, study, trial);
    });
    write();
  } finally {
    database.close();
  }
}

function writeStudy(database: Connection, study: StudyEntry): void {
  database.prepare('INSERT INTO studies VALUES (1, ?)').run(study.name);
  const direction = database.prepare(
    'INSERT INTO study_directions (direction, study_id, objective) VALUES (?, 1, ?)',
  );
  study.objectives.forEach(({ direction: way }, index) => {
    direction.run(way === 'min' ? 'MINIMIZE' : 'MAXIMIZE', index);
  });
  const attribute = database.prepare(
    'INSERT INTO study_user_attributes (study_id, "key", value_json) VALUES (1, ?, ?)',
  );
  const { task, sampler, pruner, seed, settings } = study;
  const attributes = { task, sampler: sampler.id, pruner: pruner.id, seed, settings };
  for (const [key, value] of Object.entries(attributes)) {
    attribute.run(`unroll:${key}`, JSON.stringify(value));
  }
  // Under this name Optuna keeps the names of the objectives itself.
  database
    .prepare('INSERT INTO study_system_attributes (study_id, "key", value_json) VALUES (1, ?, ?)')
    .run('study:metric_names', JSON.stringify(study.objectives.map(({ name }) => name)));
}

function writeTrial(
  database: Connection,
  { parameters }: StudyEntry,
  { trial, startedAt, finishedAt }: StudyTrial,
): void {
  const id = trial.number + 1;
  // A completed trial without results has nothing that Optuna could read.
  const state = trial.state === 'completed' && trial.results === null ? 'failed' : trial.state;
  database
    .prepare('INSERT INTO trials VALUES (?, ?, 1, ?, ?, ?)')
    .run(id, trial.number, states[state], dateText(startedAt), dateText(finishedAt));
  const parameter = database.prepare(
    `INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)
     VALUES (?, ?, ?, ?)`,
  );
  for (const one of parameters) {
    const value = trial.values[one.name];
    if (value === undefined) continue;
    parameter.run(id, one.name, internalValue(one, value), JSON.stringify(distribution(one)));
  }
  writeValues(database, id, trial);
}

/** Results, reports and reasons of a trial. */
function writeValues(database: Connection, id: number, trial: StudyTrial['trial']): void {
  const result = database.prepare(
    `INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, ?, ?, 'FINITE')`,
  );
  trial.results?.forEach((value, index) => {
    result.run(id, index, value);
  });
  const report = database.prepare(
    `INSERT OR REPLACE INTO trial_intermediate_values
       (trial_id, step, intermediate_value, intermediate_value_type) VALUES (?, ?, ?, 'FINITE')`,
  );
  for (const { step, values } of trial.reports) {
    if (values[0] !== undefined && Number.isFinite(values[0])) report.run(id, step, values[0]);
  }
  const attribute = database.prepare(
    'INSERT INTO trial_user_attributes (trial_id, "key", value_json) VALUES (?, ?, ?)',
  );
  const { proposed, stopped } = trial;
  for (const [key, value] of Object.entries({ proposed, stopped })) {
    if (value !== null) attribute.run(id, `unroll:${key}`, JSON.stringify(value));
  }
}

/** Optuna keeps the place of a choice in its list. */
function internalValue(parameter: StudyParameter, value: number | string | boolean): number {
  if (parameter.type !== 'categorical') return Number(value);
  return parameter.choices.indexOf(value);
}

function distribution(parameter: StudyParameter) {
  if (parameter.type === 'categorical') {
    return { name: 'CategoricalDistribution', attributes: { choices: parameter.choices } };
  }
  const { low, high, log = false, step } = parameter;
  if (parameter.type === 'integer') {
    return { name: 'IntDistribution', attributes: { log, step: step ?? 1, low, high } };
  }
  return { name: 'FloatDistribution', attributes: { step: step ?? null, low, high, log } };
}

/** `2026-11-25 17:12:04.164000`, local time, as Optuna writes it. */
function dateText(time: number | null): string | null {
  if (time === null) return null;
  const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
  return `${local.toISOString().slice(0, 23).replace('T', ' ')}000`;
}
