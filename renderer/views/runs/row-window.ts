/** Rows that exist as elements: those in view and some around them. */
export interface RowWindow {
  /** Index of the first and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/** Rows kept on either side, so that a quick scroll shows no blank. */
const overscan = 8;

export function rowWindow(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  count: number,
): RowWindow {
  const visible = Math.ceil(viewHeight / rowHeight) + 1;
  const length = Math.min(count, visible + 2 * overscan);
  const first = Math.floor(scrollTop / rowHeight) - overscan;
  const start = Math.max(0, Math.min(first, count - length));
  return { start, end: start + length };
}

/**
 * The index shown by each recycled slot: slot `s` always holds an index that is `s` modulo the number
 * of slots, so scrolling by one row changes the content of one element and creates none.
 */
export function slotIndices({ start, end }: RowWindow): number[] {
  const slots = end - start;
  return Array.from({ length: slots }, (_, slot) => {
    const offset = (((slot - start) % slots) + slots) % slots;
    return start + offset;
  });
}

/** Where to scroll so that a row can be seen; null when it can already. */
export function scrollFor(
  index: number,
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
): number | null {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + viewHeight) return top + rowHeight - viewHeight;
  return null;
}
