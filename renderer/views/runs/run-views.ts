import { emptyQuery, type RunQuery } from './run-query.ts';

/** How the table of runs is narrowed, ordered and laid out. */
export interface RunsLayout {
  query: RunQuery;
  sort: { column: string; descending: boolean };
  /** Ids of the columns from left to right. */
  columns: string[];
  /** In pixels, of columns that were drawn to a width of their own. */
  widths: Record<string, number>;
  /** Id of the column whose values make groups. */
  group: string | null;
  /** Values of groups that are folded. */
  closed: string[];
  /** The run that the others are measured against. */
  pinned: number | null;
  /** Whether runs that were put away are shown too. */
  archived: boolean;
}

/** A layout under a name. */
export interface SavedView {
  name: string;
  layout: RunsLayout;
}

export const usualColumns: readonly string[] = [
  ...['name', 'state', 'dataset', 'task', 'best', 'gain', 'curve', 'progress', 'duration'],
  ...['device', 'tags', 'created'],
];

export function usualLayout(): RunsLayout {
  return {
    query: structuredClone(emptyQuery),
    sort: { column: 'created', descending: true },
    columns: [...usualColumns],
    widths: {},
    group: null,
    closed: [],
    pinned: null,
    archived: false,
  };
}

/** @returns the views with one more, or with another layout under the same name */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  const known = views.some(({ name }) => name === view.name);
  if (!known) return [...views, view];
  return views.map((other) => (other.name === view.name ? view : other));
}

/** Moves a column before another one. */
export function placeColumn(columns: readonly string[], id: string, before: string): string[] {
  const others = columns.filter((other) => other !== id);
  const at = others.indexOf(before);
  // Dragged to the right it lands behind, so that it can reach the end.
  const behind = columns.indexOf(id) < columns.indexOf(before) ? 1 : 0;
  return [...others.slice(0, at + behind), id, ...others.slice(at + behind)];
}
