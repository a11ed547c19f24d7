import type { Leaf, Side } from './regression-tree.ts';

/** Share of the whole that a side covers. */
function widthOf(side: Side, count: number): number {
  return 'low' in side ? side.high - side.low : side.choices.size / count;
}

function covers(side: Side, place: number): boolean {
  return 'low' in side ? place > side.low && place <= side.high : side.choices.has(place);
}

/** Mean and variance of a tree's prediction over the whole space, every place as likely. */
export function moments(
  leaves: readonly Leaf[],
  choices: readonly number[],
): { readonly mean: number; readonly variance: number } {
  let mean = 0;
  let square = 0;
  for (const { box, value } of leaves) {
    const volume = box.reduce((product, side, d) => product * widthOf(side, choices[d]!), 1);
    mean += volume * value;
    square += volume * value * value;
  }
  return { mean, variance: Math.max(0, square - mean * mean) };
}

/**
 * A tree's prediction at places of some dimensions, averaged over all others.
 * @param places for each point: a place in each of the dimensions
 */
export function marginalAt(
  leaves: readonly Leaf[],
  choices: readonly number[],
  dimensions: readonly number[],
  places: readonly (readonly number[])[],
): Float64Array {
  const result = new Float64Array(places.length);
  for (const { box, value } of leaves) {
    let others = value;
    for (const [d, side] of box.entries()) {
      if (!dimensions.includes(d)) others *= widthOf(side, choices[d]!);
    }
    for (const [index, place] of places.entries()) {
      if (dimensions.every((d, k) => covers(box[d]!, place[k]!))) result[index]! += others;
    }
  }
  return result;
}

/** The parts of one dimension on which a tree's marginal is constant: their middles and widths. */
export function pieces(
  leaves: readonly Leaf[],
  count: number,
  dimension: number,
): { readonly middles: readonly number[]; readonly widths: readonly number[] } {
  if (count > 0) {
    return {
      middles: [...Array(count).keys()],
      widths: new Array<number>(count).fill(1 / count),
    };
  }
  const edges = new Set<number>([0, 1]);
  for (const { box } of leaves) {
    const side = box[dimension]!;
    if ('low' in side) edges.add(side.low).add(side.high);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return {
    middles: sorted.slice(1).map((edge, i) => (edge + sorted[i]!) / 2),
    widths: sorted.slice(1).map((edge, i) => edge - sorted[i]!),
  };
}
