import type { Run } from '../../../src/contract/index.ts';
import { m } from '../../paraglide/messages.js';
import { runStateLabel } from '../../words.ts';
import type { RunFigures } from './run-figures.ts';

/** A run with all that its row shows. */
export interface RunEntry {
  readonly run: Run;
  readonly dataset: string;
  readonly task: string;
  readonly primary: string;
  readonly figures: RunFigures;
}

export type SortKey = string | number | null;

export interface RunColumn {
  readonly id: RunColumnId;
  readonly label: () => string;
  /** Least width in pixels, and the share of what is left over. */
  readonly width: number;
  readonly share: number;
  readonly numeric: boolean;
  /** What the column sorts by; null (always last) where there is nothing. */
  readonly key: ((entry: RunEntry) => SortKey) | null;
  /** The first click sorts so. */
  readonly descendingFirst: boolean;
}

export type RunColumnId =
  | 'name'
  | 'state'
  | 'dataset'
  | 'task'
  | 'best'
  | 'gain'
  | 'curve'
  | 'progress'
  | 'duration'
  | 'device'
  | 'tags'
  | 'created';

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
  text('state', m.runs_column_state, 104, ({ run }) => stateOrder.indexOf(run.state)),
  text('dataset', m.runs_column_dataset, 84, ({ dataset }) => dataset.toLowerCase(), 1),
  text('task', m.runs_column_task, 116, ({ task }) => task),
  number('best', m.runs_column_best, 104, ({ figures }) => figures.best, false),
  number('gain', m.runs_column_gain, 74, ({ figures }) => figures.gain, true),
  { ...text('curve', m.runs_column_curve, 96, () => null), key: null },
  number('progress', m.runs_column_progress, 116, ({ run }) => run.step, true),
  number('duration', m.runs_column_duration, 72, ({ run }) => run.seconds, true),
  text('device', m.runs_column_device, 88, ({ run }) => run.environment?.kernel ?? null),
  text('tags', m.runs_column_tags, 60, ({ run }) => run.tags.join(' ') || null, 0.8),
  number('created', m.runs_column_created, 80, ({ run }) => run.createdAt, true),
];

const edge = 34;

/** CSS grid tracks of a row, and the width below which the table scrolls sideways. */
export function tracksOf(columns: readonly RunColumn[]): { tracks: string; width: number } {
  const tracks = columns.map(({ width, share }) =>
    share > 0 ? `minmax(${width}px, ${share}fr)` : `${width}px`,
  );
  const width = columns.reduce((sum, column) => sum + column.width, 2 * edge);
  // Without a column that grows, the room left over comes before the menu of the row.
  const last = columns.some(({ share }) => share > 0) ? `${edge}px` : `minmax(${edge}px, 1fr)`;
  return { tracks: `${edge}px ${tracks.join(' ')} ${last}`, width };
}

function text(
  id: RunColumnId,
  label: () => string,
  width: number,
  key: (entry: RunEntry) => SortKey,
  share = 0,
): RunColumn {
  return { id, label, width, share, numeric: false, key, descendingFirst: false };
}

function number(
  id: RunColumnId,
  label: () => string,
  width: number,
  key: (entry: RunEntry) => SortKey,
  descendingFirst: boolean,
): RunColumn {
  return { id, label, width, share: 0, numeric: true, key, descendingFirst };
}

/** Everything that a free-text search looks through, in lower case. */
export function searchText(entry: RunEntry): string {
  const { run, dataset, task } = entry;
  const settings = Object.entries(run.settings).map(([name, value]) => `${name}=${String(value)}`);
  const words = [
    run.name,
    dataset,
    task,
    runStateLabel(run.state),
    ...run.tags,
    run.notes,
    ...settings,
  ];
  return words.join('\n').toLowerCase();
}
