import type { Random } from '../numerics/random.ts';

/**
 * A part of the unit cube, one side for each dimension: an interval of a number, or a subset of the
 * choices of a categorical one.
 */
export type Side =
  | { readonly low: number; readonly high: number }
  | { readonly choices: ReadonlySet<number> };

/** Where a tree predicts one value. */
export interface Leaf {
  readonly box: readonly Side[];
  readonly value: number;
}

/** What a forest is grown from. */
export interface ForestData {
  /** Places of the unit cube; an index from 0 for a choice. */
  readonly points: readonly Float64Array[];
  readonly losses: readonly number[];
  /** The number of choices of each categorical dimension, 0 for a number. */
  readonly choices: readonly number[];
}

interface Split {
  readonly dimension: number;
  /** Numbers up to here go left; of choices only this one. */
  readonly at: number;
  readonly gain: number;
}

/**
 * A regression tree grown until every leaf is pure (Breiman et al. 1984): each split takes most from
 * the sum of squares. Kept as its leaves, which is all that an analysis of variance asks for.
 * @param rows indices of the points that it is grown from, with repetitions
 */
export function growTree(data: ForestData, rows: readonly number[], random: Random): Leaf[] {
  const leaves: Leaf[] = [];
  const box = data.choices.map(
    (count): Side =>
      count === 0 ? { low: 0, high: 1 } : { choices: new Set(Array(count).keys()) },
  );
  const grow = (within: readonly number[], at: readonly Side[]): void => {
    const split = bestSplit(data, within, random);
    if (split === undefined) {
      leaves.push({ box: at, value: mean(within.map((row) => data.losses[row]!)) });
      return;
    }
    const goesLeft = (row: number): boolean => isLeft(data, split, data.points[row]!);
    const [left, right] = halves(at[split.dimension]!, split.at);
    grow(within.filter(goesLeft), at.with(split.dimension, left));
    grow(
      within.filter((row) => !goesLeft(row)),
      at.with(split.dimension, right),
    );
  };
  grow(rows, box);
  return leaves;
}

function isLeft({ choices }: ForestData, { dimension, at }: Split, point: Float64Array): boolean {
  return choices[dimension] === 0 ? point[dimension]! <= at : point[dimension] === at;
}

function halves(side: Side, at: number): readonly [Side, Side] {
  if ('low' in side)
    return [
      { low: side.low, high: at },
      { low: at, high: side.high },
    ];
  const others = [...side.choices].filter((choice) => choice !== at);
  return [{ choices: new Set([at]) }, { choices: new Set(others) }];
}

/** Among equally good dimensions one at random, as the trees should differ. */
function bestSplit(data: ForestData, rows: readonly number[], random: Random): Split | undefined {
  const first = data.losses[rows[0]!]!;
  if (rows.every((row) => data.losses[row] === first)) return undefined;
  let best: Split | undefined;
  for (const dimension of random.shuffled([...data.choices.keys()])) {
    const split =
      data.choices[dimension] === 0
        ? bestThreshold(data, rows, dimension)
        : bestChoice(data, rows, dimension);
    if (split !== undefined && split.gain > (best?.gain ?? 0) * (1 + 1e-12)) best = split;
  }
  return best;
}

/** The gain is what a split takes from the sum of squares, without what all splits share. */
function gainOf(leftSum: number, leftCount: number, sum: number, count: number): number {
  const right = sum - leftSum;
  return leftSum ** 2 / leftCount + right ** 2 / (count - leftCount) - sum ** 2 / count;
}

function bestThreshold(
  { points, losses }: ForestData,
  rows: readonly number[],
  dimension: number,
): Split | undefined {
  const order = rows.toSorted((a, b) => points[a]![dimension]! - points[b]![dimension]!);
  const total = order.reduce((sum, row) => sum + losses[row]!, 0);
  let left = 0;
  let best: Split | undefined;
  for (let i = 0; i + 1 < order.length; i++) {
    left += losses[order[i]!]!;
    const [here, next] = [points[order[i]!]![dimension]!, points[order[i + 1]!]![dimension]!];
    if (here === next) continue;
    const gain = gainOf(left, i + 1, total, order.length);
    if (best === undefined || gain > best.gain) best = { dimension, at: (here + next) / 2, gain };
  }
  return best;
}

function bestChoice(
  { points, losses, choices }: ForestData,
  rows: readonly number[],
  dimension: number,
): Split | undefined {
  const total = rows.reduce((sum, row) => sum + losses[row]!, 0);
  let best: Split | undefined;
  for (let choice = 0; choice < choices[dimension]!; choice++) {
    const chosen = rows.filter((row) => points[row]![dimension] === choice);
    if (chosen.length === 0 || chosen.length === rows.length) continue;
    const sum = chosen.reduce((all, row) => all + losses[row]!, 0);
    const gain = gainOf(sum, chosen.length, total, rows.length);
    if (best === undefined || gain > best.gain) best = { dimension, at: choice, gain };
  }
  return best;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
