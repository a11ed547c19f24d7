import type { FilterSubject } from '../../../src/comparison/filter/index.ts';
import {
  describeMetric,
  type Run,
  type SettingValue,
  type TaskDescriptor,
} from '../../../src/contract/index.ts';
import { axisLabel, splitLabel } from '../../charts/words.ts';
import { m } from '../../paraglide/messages.js';
import { runStateLabel, settingWords } from '../../words.ts';
import type { RunFigures } from './run-figures.ts';

/** A run with all that its row shows. */
export interface RunEntry extends FilterSubject {
  /** Label of the task in the window's language. */
  readonly task: string;
  readonly figures: RunFigures;
}

export type SortKey = string | number | null;

export interface RunColumn {
  /** `name`, `best`, `setting:lr`, `metric:val/mse`. */
  readonly id: string;
  readonly label: () => string;
  /** Least width in pixels, and the share of what is left over. */
  readonly width: number;
  readonly share: number;
  readonly numeric: boolean;
  /** What the column sorts by and exports; null (always last) where there is nothing. */
  readonly key: ((entry: RunEntry) => SortKey) | null;
  /** The first click sorts so. */
  readonly descendingFirst: boolean;
  /** Set where the column shows a setting or a metric by this name. */
  readonly setting?: string;
  readonly metric?: string;
  /** What stands in a table that is taken elsewhere, where it is not the sort key. */
  readonly exported?: (entry: RunEntry) => SortKey;
}

const stateOrder = [
  'running',
  'queued',
  'paused',
  'interrupted',
  'failed',
  'cancelled',
  'completed',
];

/** Columns from left to right. The name always stays. */
export const runColumns: readonly RunColumn[] = [
  text('name', m.runs_column_name, 148, ({ run }) => run.name.toLowerCase(), 1.6),
  {
    ...text('state', m.runs_column_state, 104, ({ run }) => stateOrder.indexOf(run.state)),
    exported: ({ run }) => run.state,
  },
  text('dataset', m.runs_column_dataset, 84, ({ dataset }) => dataset.toLowerCase(), 1),
  text('task', m.runs_column_task, 116, ({ task }) => task),
  number('best', m.runs_column_best, 122, ({ figures }) => figures.best, false),
  number('gain', m.runs_column_gain, 74, ({ figures }) => figures.gain, true),
  { ...text('curve', m.runs_column_curve, 94, () => null), key: null },
  number('progress', m.runs_column_progress, 104, ({ run }) => run.step, true),
  number('duration', m.runs_column_duration, 72, ({ run }) => run.seconds, true),
  text('device', m.runs_column_device, 88, ({ run }) => run.environment?.kernel ?? null),
  text('tags', m.runs_column_tags, 60, ({ run }) => run.tags.join(' ') || null, 0.8),
  {
    ...number('created', m.runs_column_created, 80, ({ run }) => run.createdAt, true),
    exported: ({ run }) => new Date(run.createdAt).toISOString(),
  },
];

/** A column of its own for each setting and metric. Undefined for an id that nothing has. */
export function columnOf(id: string, tasks: readonly TaskDescriptor[]): RunColumn | undefined {
  if (id.startsWith('setting:')) return settingColumn(id.slice('setting:'.length), tasks);
  if (id.startsWith('metric:')) return metricColumn(id.slice('metric:'.length));
  return runColumns.find((column) => column.id === id);
}

function settingColumn(name: string, tasks: readonly TaskDescriptor[]): RunColumn {
  const own = tasks.flatMap((task) =>
    task.settings.filter((setting) => setting.name === name).map((setting) => ({ setting, task })),
  )[0];
  const numeric = own?.setting.type === 'integer' || own?.setting.type === 'float';
  const label = () => (own === undefined ? name : settingWords(own.setting, own.task.id).label);
  const key = ({ run }: RunEntry) => sortable(run.settings[name]);
  return {
    id: `setting:${name}`,
    label,
    width: 96,
    share: 0,
    numeric,
    key,
    descendingFirst: false,
    setting: name,
  };
}

function metricColumn(name: string): RunColumn {
  const split = splitLabel(name);
  const label = () => (split === '' ? axisLabel(name) : `${axisLabel(name)} · ${split}`);
  const key = ({ run }: RunEntry) => metricOf(run, name);
  const descendingFirst = describeMetric(name).direction === 'max';
  return {
    id: `metric:${name}`,
    label,
    width: 112,
    share: 0,
    numeric: true,
    key,
    descendingFirst,
    metric: name,
  };
}

export function sortKeyOf(column: RunColumn, entry: RunEntry): SortKey {
  return column.key?.(entry) ?? null;
}

/** Measured on the test part, else the best on the way, else the last. */
export function metricOf(run: Run, name: string): number | null {
  return run.test[name] ?? run.best[name] ?? run.last[name] ?? null;
}

function sortable(value: SettingValue | undefined): SortKey {
  if (value === undefined) return null;
  return typeof value === 'number' ? value : String(value);
}

/** The metric that a column shows of a run, by which its best row is found; undefined for others. */
export function measuredBy(column: RunColumn, entry: RunEntry): string | undefined {
  return column.id === 'best' ? entry.primaryMetric : column.metric;
}

/**
 * The best value of each column that shows a metric, by the metric's own direction. The column of the
 * deciding metric has one only where all rows are decided by the same.
 */
export function bestValues(
  entries: readonly RunEntry[],
  columns: readonly RunColumn[],
): ReadonlyMap<string, number> {
  const best = new Map<string, number>();
  const [first] = entries;
  if (first === undefined || entries.length === 1) return best;
  for (const column of columns) {
    const metric = measuredBy(column, first);
    if (metric === undefined) continue;
    if (!entries.every((entry) => measuredBy(column, entry) === metric)) continue;
    const { direction } = describeMetric(metric);
    if (direction === 'none') continue;
    let found: number | undefined;
    for (const entry of entries) {
      const value = column.key?.(entry);
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      if (found === undefined || (direction === 'max' ? value > found : value < found)) {
        found = value;
      }
    }
    if (found !== undefined) best.set(column.id, found);
  }
  return best;
}

const edge = 34;

/**
 * CSS grid tracks of a row, and the width below which the table scrolls sideways.
 * @param widths in pixels, of the columns that a person has drawn to a width of their own
 */
export function tracksOf(
  columns: readonly RunColumn[],
  widths: Readonly<Record<string, number>> = {},
): { tracks: string; width: number } {
  const tracks = columns.map(({ id, width, share }) => {
    const own = widths[id];
    if (own !== undefined) return `${own}px`;
    return share > 0 ? `minmax(${width}px, ${share}fr)` : `${width}px`;
  });
  const width = columns.reduce(
    (sum, column) => sum + (widths[column.id] ?? column.width),
    2 * edge,
  );
  // Without a column that grows, the room left over comes before the menu of the row.
  const grows = columns.some(({ id, share }) => share > 0 && widths[id] === undefined);
  const last = grows ? `${edge}px` : `minmax(${edge}px, 1fr)`;
  return { tracks: `${edge}px ${tracks.join(' ')} ${last}`, width };
}

function text(
  id: string,
  label: () => string,
  width: number,
  key: (entry: RunEntry) => SortKey,
  share = 0,
): RunColumn {
  return { id, label, width, share, numeric: false, key, descendingFirst: false };
}

function number(
  id: string,
  label: () => string,
  width: number,
  key: (entry: RunEntry) => SortKey,
  descendingFirst: boolean,
): RunColumn {
  return { id, label, width, share: 0, numeric: true, key, descendingFirst };
}

/** Words of a run in the window's language, which a search finds too. */
export function localWords(entry: Pick<RunEntry, 'run' | 'task'>): string {
  return `${entry.task}\n${runStateLabel(entry.run.state)}`;
}
