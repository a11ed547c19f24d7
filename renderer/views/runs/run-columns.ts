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
  /** CSS width of the grid track. */
  readonly width: string;
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
  text('name', m.runs_column_name, 'minmax(136px, 1.5fr)', ({ run }) => run.name.toLowerCase()),
  text('state', m.runs_column_state, '106px', ({ run }) => stateOrder.indexOf(run.state)),
  text('dataset', m.runs_column_dataset, 'minmax(90px, 1fr)', ({ dataset }) =>
    dataset.toLowerCase(),
  ),
  text('task', m.runs_column_task, '112px', ({ task }) => task),
  number('best', m.runs_column_best, '106px', ({ figures }) => figures.best, false),
  number('gain', m.runs_column_gain, '74px', ({ figures }) => figures.gain, true),
  { ...text('curve', m.runs_column_curve, '98px', () => null), key: null },
  number('progress', m.runs_column_progress, '128px', ({ run }) => run.step, true),
  number('duration', m.runs_column_duration, '70px', ({ run }) => run.seconds, true),
  text('device', m.runs_column_device, '98px', ({ run }) => run.environment?.kernel ?? null),
  text('tags', m.runs_column_tags, 'minmax(64px, 0.8fr)', ({ run }) => run.tags.join(' ') || null),
  number('created', m.runs_column_created, '96px', ({ run }) => run.createdAt, true),
];

function text(
  id: RunColumnId,
  label: () => string,
  width: string,
  key: (entry: RunEntry) => SortKey,
): RunColumn {
  return { id, label, width, numeric: false, key, descendingFirst: false };
}

function number(
  id: RunColumnId,
  label: () => string,
  width: string,
  key: (entry: RunEntry) => SortKey,
  descendingFirst: boolean,
): RunColumn {
  return { id, label, width, numeric: true, key, descendingFirst };
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
