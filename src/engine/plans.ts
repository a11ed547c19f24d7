import {
  checkSettings,
  type Dataset,
  nearestName,
  type Plan,
  type SettingProblem,
  type Settings,
  settingsFromYaml,
  settingsToYaml,
  type TaskDescriptor,
  UnrollError,
} from '../contract/index.ts';

export interface PlanSource {
  readonly task: TaskDescriptor;
  readonly dataset: Dataset | null;
  /** Wins over the file. */
  readonly settings?: Settings | undefined;
  readonly yaml?: string | undefined;
}

/** Checks what would be trained, without starting it. Problems are returned, never thrown. */
export function makePlan({ task, dataset, settings = {}, yaml = '' }: PlanSource): Plan {
  const file = settingsFromYaml(yaml);
  const checked = checkSettings(task.settings, { ...file.settings, ...settings });
  const problems = [
    ...file.problems,
    ...otherTask(task, file.task),
    ...checked.problems,
    ...(dataset === null ? [] : misfits(task, dataset, checked.values)),
  ];
  return {
    settings: { ...checked.values } as Plan['settings'],
    problems: problems.map(({ setting, message }) => ({ setting, message })),
    yaml: settingsToYaml(task.settings, checked.values, { task: task.id }),
  };
}

/** @throws UnrollError naming every wrong value */
export function expectSound(plan: Plan): Plan {
  const first = plan.problems[0];
  if (first === undefined) return plan;
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

function otherTask(task: TaskDescriptor, named: string | null): SettingProblem[] {
  if (named === null || named === task.id) return [];
  return [{ setting: 'task', message: `these settings are for the task ${named}, not ${task.id}` }];
}

/** What the data cannot serve, as far as its summary tells. */
function misfits(task: TaskDescriptor, dataset: Dataset, values: Settings): SettingProblem[] {
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
    if (setting.type === 'text' && setting.of !== undefined && typeof value === 'string') {
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
