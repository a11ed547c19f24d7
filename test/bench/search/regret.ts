import { hypervolume } from '../../../src/search/objectives/hypervolume.ts';
import type { TestFunction } from './functions.ts';
import type { History } from './study-cache.ts';

/**
 * How much a study missed: the best exact loss above the function's smallest; with two objectives the
 * share of the reachable hypervolume that its front lacks.
 */
export function regretOf({ best, reference }: TestFunction, history: History): number {
  if (reference === undefined) return Math.min(...history.map(([loss]) => loss!)) - best;
  return 1 - hypervolume(history, reference) / best;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of a mean. */
export function errorOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return values.length < 2 ? Number.NaN : Math.sqrt(squares / (values.length - 1) / values.length);
}
