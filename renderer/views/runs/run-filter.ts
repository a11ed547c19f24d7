import {
  type Filter,
  FilterError,
  type FilterName,
  parseFilter,
} from '../../../src/comparison/filter/index.ts';
import type { Run, Setting, TaskDescriptor } from '../../../src/contract/index.ts';
import { axisLabel, splitLabel } from '../../charts/words.ts';
import { problemWords, settingWords } from '../../words.ts';

/** What a text in the search field means, or why it means nothing. */
export interface ReadFilter {
  readonly filter: Filter;
  readonly problem: {
    readonly message: string;
    readonly hint: string;
    readonly from: number;
    readonly to: number;
  } | null;
}

/** @param before what holds while the text is half written */
export function readFilter(text: string, known: readonly FilterName[], before: Filter): ReadFilter {
  const names = {
    settings: known.filter(({ kind }) => kind === 'setting').map(({ name }) => name),
    metrics: known.filter(({ kind }) => kind === 'metric').map(({ name }) => name),
  };
  try {
    return { filter: parseFilter(text, names), problem: null };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { message, hint = '' } = problemWords(error.toProblem());
    return { filter: before, problem: { message, hint, from: error.from, to: error.to } };
  }
}

/** Names that may stand in a filter over these runs, with the values that occur. */
export function filterNames(
  runs: readonly Run[],
  tasks: readonly TaskDescriptor[],
  datasets: readonly string[],
  states: readonly string[],
): FilterName[] {
  const tags = new Set(runs.flatMap((run) => run.tags));
  const fixed: FilterName[] = [
    { name: 'state', kind: 'text', help: '', values: states },
    { name: 'data', kind: 'text', help: '', values: datasets },
    { name: 'task', kind: 'text', help: '', values: tasks.map(({ id }) => id) },
    { name: 'tag', kind: 'tags', help: '', values: [...tags] },
  ];
  return [...settingNames(tasks), ...metricNames(runs), ...fixed];
}

function settingNames(tasks: readonly TaskDescriptor[]): FilterName[] {
  const names = new Map<string, FilterName>();
  for (const task of tasks) {
    for (const setting of task.settings) {
      if (names.has(setting.name)) continue;
      const help = settingWords(setting, task.id).label;
      names.set(setting.name, {
        name: setting.name,
        kind: 'setting',
        help,
        values: valuesOf(setting),
      });
    }
  }
  return [...names.values()];
}

function valuesOf(setting: Setting): readonly string[] {
  if (setting.type === 'boolean') return ['true', 'false'];
  return setting.type === 'choice' ? setting.choices.map(({ value }) => value) : [];
}

/** Metrics of runs, deciding ones first. */
export function metricsIn(runs: readonly Run[]): string[] {
  const names = new Set<string>();
  for (const run of runs) {
    for (const record of [run.best, run.test, run.last]) {
      for (const name in record) names.add(name);
    }
  }
  const rank = (name: string): number => {
    const split = ['val', 'test', 'train'].indexOf(name.split('/')[0] ?? '');
    return split < 0 ? 3 : split;
  };
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

function metricNames(runs: readonly Run[]): FilterName[] {
  const names = new Set([...metricsIn(runs), 'val/loss']);
  return [...names].map((name) => {
    const split = splitLabel(name);
    const help = [axisLabel(name), split].filter(Boolean).join(' · ');
    return { name, kind: 'metric', help, values: [] };
  });
}
