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

/**
 * A tree's prediction over one dimension, averaged over all others: the parts on which it is constant,
 * with their widths.
 */
export function marginalPieces(
  leaves: readonly Leaf[],
  choices: readonly number[],
  dimension: number,
): { readonly widths: readonly number[]; readonly means: readonly number[] } {
  const count = choices[dimension]!;
  const others = leaves.map(({ box, value }) =>
    box.reduce((product, side, d) => {
      return d === dimension ? product : product * widthOf(side, choices[d]!);
    }, value),
  );
  if (count > 0) {
    const means = new Array<number>(count).fill(0);
    for (const [i, { box }] of leaves.entries()) {
      const side = box[dimension]!;
      if ('choices' in side) for (const choice of side.choices) means[choice]! += others[i]!;
    }
    return { widths: means.map(() => 1 / count), means };
  }
  return intervalPieces(
    leaves.map(({ box }) => box[dimension]!),
    others,
  );
}

/** Each side adds its value between its ends: at the lower it begins, at the upper it ends. */
function intervalPieces(sides: readonly Side[], values: readonly number[]) {
  const edges = new Set<number>([0, 1]);
  for (const side of sides) if ('low' in side) edges.add(side.low).add(side.high);
  const sorted = [...edges].sort((a, b) => a - b);
  const places = new Map(sorted.map((edge, i) => [edge, i]));
  const changes = new Float64Array(sorted.length);
  for (const [i, side] of sides.entries()) {
    if (!('low' in side)) continue;
    changes[places.get(side.low)!]! += values[i]!;
    changes[places.get(side.high)!]! -= values[i]!;
  }
  let sum = 0;
  const means = sorted.slice(1).map((_, i) => {
    sum += changes[i]!;
    return sum;
  });
  return { widths: sorted.slice(1).map((edge, i) => edge - sorted[i]!), means };
}
