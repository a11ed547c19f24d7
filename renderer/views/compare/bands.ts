import type { Curve } from '../../charts/curves/data.ts';

/**
 * Several curves as one: their mean, with a band from the lowest to the highest. Between its points a
 * curve counts on the straight line; before its first and after its last it does not count.
 * @param look of the new curve
 */
export function bandOf(
  curves: readonly Curve[],
  look: Pick<Curve, 'id' | 'label' | 'color' | 'pale'>,
): Curve {
  const xs = unionOfPlaces(curves);
  const [values, minima, maxima] = [0, 1, 2].map(() => new Float64Array(xs.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const readers = curves.map(lineReader);
  xs.forEach((x, i) => {
    let [sum, count, low, high] = [0, 0, Infinity, -Infinity];
    for (const read of readers) {
      const value = read(x);
      if (!Number.isFinite(value)) continue;
      sum += value;
      count++;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    values[i] = count === 0 ? Number.NaN : sum / count;
    minima[i] = count === 0 ? Number.NaN : low;
    maxima[i] = count === 0 ? Number.NaN : high;
  });
  return { ...look, xs, values, minima, maxima };
}

/** More places than this cannot be told apart on any screen. */
const mostPlaces = 2000;

function unionOfPlaces(curves: readonly Curve[]): Float64Array {
  const all = new Set<number>();
  for (const { xs } of curves) for (let i = 0; i < xs.length; i++) all.add(xs[i]!);
  const sorted = Float64Array.from(all).sort();
  if (sorted.length <= mostPlaces) return sorted;
  const stride = sorted.length / mostPlaces;
  return Float64Array.from({ length: mostPlaces }, (_, i) => sorted[Math.floor(i * stride)]!);
}

/** Reads a curve at ascending places. NaN outside of it. */
function lineReader({ xs, values }: Curve): (x: number) => number {
  let at = 0;
  return (x) => {
    const last = xs.length - 1;
    if (last < 0 || x < xs[0]! || x > xs[last]!) return Number.NaN;
    while (at < last && xs[at + 1]! <= x) at++;
    if (at === last || xs[at] === x) return values[at]!;
    const share = (x - xs[at]!) / (xs[at + 1]! - xs[at]!);
    return values[at]! + share * (values[at + 1]! - values[at]!);
  };
}
