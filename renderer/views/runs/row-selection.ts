/** Which rows are chosen, and from which row a range starts. */
export interface RowSelection {
  readonly ids: readonly number[];
  readonly anchor: number | null;
}

export const noSelection: RowSelection = { ids: [], anchor: null };

export function toggle(selection: RowSelection, id: number): RowSelection {
  const ids = selection.ids.includes(id)
    ? selection.ids.filter((other) => other !== id)
    : [...selection.ids, id];
  return { ids, anchor: id };
}

/**
 * Everything from the anchor to a row, in the order shown, added to what is chosen elsewhere.
 * @param order ids from top to bottom
 */
export function extendTo(
  selection: RowSelection,
  id: number,
  order: readonly number[],
): RowSelection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (to < 0) return selection;
  if (from < 0) return toggle(selection, id);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  const added = range.filter((other) => !selection.ids.includes(other));
  return { ids: [...selection.ids, ...added], anchor: selection.anchor };
}

/** All rows shown, or none when all were chosen already. */
export function toggleAll(selection: RowSelection, order: readonly number[]): RowSelection {
  const all = order.length > 0 && order.every((id) => selection.ids.includes(id));
  return all ? noSelection : { ids: [...order], anchor: null };
}

/** Without rows that are gone. */
export function keepExisting(
  selection: RowSelection,
  exists: (id: number) => boolean,
): RowSelection {
  const ids = selection.ids.filter(exists);
  return ids.length === selection.ids.length ? selection : { ids, anchor: selection.anchor };
}
