/** A polyline in pixels. */
export interface Polyline {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

/**
 * Keeps of every pixel column the first, smallest, largest and last point (M4: Jugel et al. 2014,
 * "M4: a visualization-oriented time series data aggregation"): the drawing is the same, the number
 * of points at most four a column. Points outside `left..right` are dropped but for one neighbour on
 * each side; a gap (NaN) is kept as one NaN.
 *
 * @param xs ascending pixels
 */
export function decimate(
  xs: Float64Array,
  ys: Float64Array,
  left: number,
  right: number,
): Polyline {
  const [from, to] = visibleRange(xs, left, right);
  if (to - from <= (right - left) * 4)
    return { xs: xs.subarray(from, to), ys: ys.subarray(from, to) };
  const kept: number[] = [];
  let start = from;
  while (start < to) {
    const column = Math.floor(xs[start]!);
    let end = start + 1;
    while (end < to && Math.floor(xs[end]!) === column) end++;
    keepColumn(ys, start, end, kept);
    start = end;
  }
  return {
    xs: mapNumbers(kept, (index) => xs[index]!),
    ys: mapNumbers(kept, (index) => ys[index]!),
  };
}

function keepColumn(ys: Float64Array, start: number, end: number, kept: number[]): void {
  let [low, high, gap] = [-1, -1, -1];
  for (let i = start; i < end; i++) {
    const y = ys[i]!;
    if (Number.isNaN(y)) gap = i;
    else {
      if (low < 0 || y < ys[low]!) low = i;
      if (high < 0 || y > ys[high]!) high = i;
    }
  }
  const indices = new Set([start, low, high, gap, end - 1]);
  for (const index of [...indices].sort((a, b) => a - b)) if (index >= 0) kept.push(index);
}

/** A band between two polylines in pixels. */
export interface Band {
  readonly xs: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * One point for every pixel column that holds data: the lowest lower and the highest upper edge.
 * Pixels grow downwards, so the lower edge is the larger number. A gap is kept as one NaN.
 *
 * @param xs ascending pixels
 */
export function decimateBand({ xs, lower, upper }: Band, left: number, right: number): Band {
  const [from, to] = visibleRange(xs, left, right);
  const columns: [number, number, number][] = [];
  for (let i = from; i < to; i++) {
    const last = columns[columns.length - 1];
    const sameColumn = last !== undefined && Math.floor(last[0]) === Math.floor(xs[i]!);
    const gap = Number.isNaN(lower[i]!) || Number.isNaN(upper[i]!);
    if (!sameColumn || gap || Number.isNaN(last[1])) columns.push([xs[i]!, lower[i]!, upper[i]!]);
    else {
      last[1] = Math.max(last[1], lower[i]!);
      last[2] = Math.min(last[2], upper[i]!);
    }
  }
  return {
    xs: mapNumbers(columns, ([x]) => x),
    lower: mapNumbers(columns, ([, low]) => low),
    upper: mapNumbers(columns, ([, , high]) => high),
  };
}

/** As Float64Array.from with a function, many times faster for long plain arrays. */
export function mapNumbers<T>(
  values: ArrayLike<T>,
  map: (value: T, index: number) => number,
): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = map(values[i]!, i);
  return result;
}

/** Indices of the points in view and one neighbour on each side. */
export function visibleRange(xs: ArrayLike<number>, left: number, right: number): [number, number] {
  const first = lowerBound(xs, left);
  const last = lowerBound(xs, right);
  return [Math.max(0, first - 1), Math.min(xs.length, last + 2)];
}

/** Index of the first element not below `value`; the length when all are below. */
export function lowerBound(ascending: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the element nearest to `value` that is a number in `ys`; -1 when there is none. */
export function nearestIndex(
  ascending: ArrayLike<number>,
  ys: ArrayLike<number>,
  value: number,
): number {
  const middle = lowerBound(ascending, value);
  let [left, right] = [middle - 1, middle];
  while (left >= 0 && Number.isNaN(ys[left]!)) left--;
  while (right < ascending.length && Number.isNaN(ys[right]!)) right++;
  if (left < 0) return right < ascending.length ? right : -1;
  if (right >= ascending.length) return left;
  return value - ascending[left]! <= ascending[right]! - value ? left : right;
}
