import { existsSync } from 'node:fs';
import {
  checkSettings,
  type Dataset,
  isActive,
  nearestName,
  type Plan,
  type Problem,
  type SettingProblem,
  type Settings,
  settingsFromYaml,
  settingsToYaml,
  type TaskDescriptor,
  type TextSetting,
  UnrollError,
} from '../contract/index.ts';
import { misfitsOf } from '../tasks/descriptors.ts';

export interface PlanSource {
  readonly task: TaskDescriptor;
  readonly dataset: Dataset | null;
  /** Wins over the file. */
  readonly settings?: Settings | undefined;
  readonly yaml?: string | undefined;
  /** Whether no search puts others in their place: then the data must be able to serve them. */
  readonly areFinal?: boolean;
}

/** Checks what would be trained, without starting it. Problems are returned, never thrown. */
export function makePlan(source: PlanSource): Plan {
  const { task, dataset, settings = {}, yaml = '', areFinal = true } = source;
  const file = settingsFromYaml(yaml);
  const checked = checkSettings(task.settings, { ...file.settings, ...settings });
  const wrong: readonly SettingProblem[] = [
    ...file.problems,
    ...otherTask(task, file.task),
    ...checked.problems,
    ...(dataset === null ? [] : misnamed(task, dataset, checked.values)),
  ];
  // What cannot be is said first: with a wrong value nothing else can be told.
  const served = areFinal ? dataset : null;
  const problems = wrong.length > 0 ? wrong : unserved(task, served, checked.values);
  return {
    settings: { ...checked.values } as Plan['settings'],
    problems: problems.map((one) => ({ ...one })),
    yaml: settingsToYaml(task.settings, checked.values, { task: task.id }),
  };
}

/** @throws UnrollError naming every wrong value */
export function expectSound(plan: Plan): Plan {
  const first = plan.problems[0];
  if (first === undefined) return plan;
  if (first.problem !== undefined) throw new UnrollError(joined(first.problem, plan));
  throw new UnrollError({
    code: 'invalid-setting',
    message: plan.problems.map((problem) => problem.message).join('; '),
    where: first.setting,
    hint:
      first.setting === 'task'
        ? 'Choose a task that fits the data, or leave it to the data.'
        : 'See the list of settings with: unroll train --help-settings',
  });
}

/** What the first problem says, with the sentences of the others. */
function joined(first: Problem, { problems }: Plan): Problem {
  if (problems.length === 1) return first;
  const sentences = problems.map(({ message, problem }) => `${message} ${problem?.hint ?? ''}`);
  const { hint: _, ...rest } = first;
  return { ...rest, message: sentences.join(' ').trim() };
}

function otherTask(task: TaskDescriptor, named: string | null): SettingProblem[] {
  if (named === null || named === task.id) return [];
  return [{ setting: 'task', message: `these settings are for the task ${named}, not ${task.id}` }];
}

/** What the data cannot serve, and files that are not there. */
function unserved(
  task: TaskDescriptor,
  dataset: Dataset | null,
  values: Settings,
): SettingProblem[] {
  const misfits = dataset === null ? [] : misfitsOf(task, dataset.summary, values);
  return [...misfits, ...missingFiles(task, values)].map((problem) => ({
    setting: problem.where ?? 'task',
    message: problem.message,
    problem,
  }));
}

/** Of settings that name a file and mean something. */
function missingFiles({ settings }: TaskDescriptor, values: Settings): Problem[] {
  return settings.flatMap((setting) => {
    const path = values[setting.name];
    const named = setting.type === 'text' && setting.of === 'file' && isActive(setting, values);
    if (!named || typeof path !== 'string' || path === '' || existsSync(path)) return [];
    return {
      code: 'missing-setting-file',
      message: `There is no file ${path}.`,
      where: setting.name,
      hint: `Correct ${setting.name}, or leave it empty.`,
      data: { path },
    };
  });
}

/** Data of another kind, and columns that it lacks. */
function misnamed(task: TaskDescriptor, dataset: Dataset, values: Settings): SettingProblem[] {
  const { summary } = dataset;
  if (!task.accepts.includes(summary.kind)) {
    const kinds = task.accepts.join(' or ');
    const message = `${task.id} needs ${kinds} data, but ${dataset.name} is a ${summary.kind} file`;
    return [{ setting: 'task', message }];
  }
  if (summary.kind !== 'table') return [];
  const columns = summary.columns.map((column) => column.name);
  return task.settings.flatMap((setting) => {
    const value = values[setting.name];
    if (setting.type === 'text' && isColumn(setting.of) && typeof value === 'string') {
      const isTime = setting.of === 'time column' && value === summary.time?.column;
      const known = value === '' || isTime || columns.includes(value);
      const message = `${setting.name}: ${dataset.name} has no column ${value}${suggestion(value, columns)}`;
      return known ? [] : [{ setting: setting.name, message }];
    }
    if (setting.type !== 'list' || !Array.isArray(value)) return [];
    return value
      .filter((name: string) => !columns.includes(name))
      .map((name: string) => ({
        setting: setting.name,
        message: `${setting.name}: ${dataset.name} has no column ${name}${suggestion(name, columns)}`,
      }));
  });
}

function suggestion(name: string, columns: readonly string[]): string {
  const nearest = nearestName(name, columns);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

const isColumn = (of: TextSetting['of']): boolean => of !== undefined && of !== 'file';
