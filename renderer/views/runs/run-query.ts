import type { RunColumn, RunEntry, SortKey } from './run-columns.ts';

/** What a person has narrowed the table to; an empty list does not narrow. */
export interface RunQuery {
  search: string;
  states: string[];
  tasks: string[];
  datasets: string[];
  tags: string[];
}

export const emptyQuery: RunQuery = { search: '', states: [], tasks: [], datasets: [], tags: [] };

export function isNarrowed(query: RunQuery): boolean {
  const { search, states, tasks, datasets, tags } = query;
  return search.trim() !== '' || [states, tasks, datasets, tags].some((list) => list.length > 0);
}

/** Whether a row passes what was chosen in the menus; the search has a filter of its own. */
export function passes({ run }: RunEntry, query: Omit<RunQuery, 'search'>): boolean {
  if (!among(query.states, run.state) || !among(query.tasks, run.task)) return false;
  if (!among(query.datasets, String(run.datasetId))) return false;
  return query.tags.length === 0 || query.tags.some((tag) => run.tags.includes(tag));
}

const among = (list: readonly string[], value: string): boolean =>
  list.length === 0 || list.includes(value);

/** Sorted by a column; rows without a value last in both directions, equal rows newest first. */
export function sortEntries(
  entries: readonly RunEntry[],
  column: RunColumn | undefined,
  descending: boolean,
): RunEntry[] {
  const key = column?.key ?? (({ run }: RunEntry): SortKey => run.createdAt);
  const sign = descending ? -1 : 1;
  const keyed = entries.map((entry) => ({ entry, key: key(entry) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      if (a.key !== b.key) return a.key === null ? 1 : -1;
    } else if (a.key !== b.key) {
      if (typeof a.key === 'string' && typeof b.key === 'string') {
        return sign * collator.compare(a.key, b.key);
      }
      return a.key < b.key ? -sign : sign;
    }
    return b.entry.run.id - a.entry.run.id;
  });
  return keyed.map(({ entry }) => entry);
}

/** brave-otter-9 before brave-otter-12. */
const collator = new Intl.Collator('en', { numeric: true });
