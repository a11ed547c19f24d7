import type { SplitRange } from './splits.ts';

/**
 * Fills missing values (NaN) on a straight line between their neighbours, in place. Each range is
 * filled from its own rows alone, so that no value of a later part reaches an earlier one; before
 * the first and after the last present value the nearest one is repeated.
 *
 * A range without any present value takes the last value before it, or else 0.
 *
 * @returns how many values were filled
 */
export function interpolateMissing(values: Float64Array, ranges: readonly SplitRange[]): number {
  let filled = 0;
  for (const { start, end } of ranges) filled += fillRange(values, start, end);
  return filled;
}

function fillRange(values: Float64Array, start: number, end: number): number {
  let filled = 0;
  let previous = -1;
  for (let row = start; row <= end; row++) {
    const atEnd = row === end;
    if (!atEnd && Number.isNaN(values[row]!)) continue;
    const gapStart = previous < 0 ? start : previous + 1;
    if (gapStart < row) {
      fillGap(values, gapStart, row, previous, atEnd ? -1 : row);
      filled += row - gapStart;
    }
    previous = row;
  }
  return filled;
}

/** @param left row of the present value before the gap, or -1; @param right the one after it, or -1 */
function fillGap(
  values: Float64Array,
  from: number,
  to: number,
  left: number,
  right: number,
): void {
  const before = left < 0 ? Number.NaN : values[left]!;
  const after = right < 0 ? Number.NaN : values[right]!;
  for (let row = from; row < to; row++) {
    if (left >= 0 && right >= 0) {
      const share = (row - left) / (right - left);
      values[row] = before + (after - before) * share;
    } else if (left >= 0) values[row] = before;
    else if (right >= 0) values[row] = after;
    else values[row] = from > 0 && !Number.isNaN(values[from - 1]!) ? values[from - 1]! : 0;
  }
}
