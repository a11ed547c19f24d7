import { type DifferenceTest, pooledSpread, runsNeeded, welchTest } from './tests.ts';

/**
 * What may be said of a difference between two groups of runs with equal settings but for the seed:
 * `real`: seeds alone explain it in less than one case of twenty;
 * `noise`: it is within what a repeated run differs by, or so small beside the spread of the seeds
 * that it would take more than `mostRuns` runs of each to find it;
 * `more`: this many further runs of each would decide;
 * `same`: the values are equal.
 */
export type Judgement =
  | { readonly says: 'real' | 'noise' | 'same'; readonly test: DifferenceTest | null }
  | {
      readonly says: 'more';
      readonly test: DifferenceTest | null;
      /** Further runs of the first and of the second group. */
      readonly first: number;
      readonly second: number;
    };

/** With fewer runs in a group no spread is worth trusting. */
const fewestRuns = 3;
/** More runs of each than anyone would train to tell two settings apart. */
const mostRuns = 20;

/**
 * @param first values of the group that is compared with, at least one
 * @param second values of the other group, at least one
 * @param floor how far two runs with the same seed lie apart here (a standard deviation); null where
 *   that was never measured
 * @param options `others`: further groups of the comparison, whose spread helps where these have
 *   none; `level` of the test
 */
export function judge(
  first: readonly number[],
  second: readonly number[],
  floor: number | null,
  { others = [], level = 0.05 }: { others?: readonly (readonly number[])[]; level?: number } = {},
): Judgement {
  const test = first.length > 1 && second.length > 1 ? welchTest(first, second) : null;
  const difference = test?.difference ?? middle(second) - middle(first);
  const enough = Math.min(first.length, second.length) >= fewestRuns;
  if (difference === 0 && (enough || test === null)) return { says: 'same', test };
  // Two repetitions differ by more than 2.8 standard deviations in one case of twenty.
  if (floor !== null && Math.abs(difference) <= 2.8 * floor) return { says: 'noise', test };
  if (test !== null && test.p < level && enough) return { says: 'real', test };
  const spread = pooledSpread([first, second]) ?? pooledSpread(others);
  const needed = spread === null ? fewestRuns : runsNeeded(difference, spread);
  if (needed > mostRuns && enough) return { says: 'noise', test };
  const wanted = Math.max(fewestRuns, Math.min(needed, mostRuns));
  const missing = (group: readonly number[]) => Math.max(0, wanted - group.length);
  const [more, furtherMore] = [missing(first), missing(second)];
  // As many as it should take are there, and the test still does not tell: one more of each.
  if (more + furtherMore === 0) return { says: 'more', test, first: 1, second: 1 };
  return { says: 'more', test, first: more, second: furtherMore };
}

function middle(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
