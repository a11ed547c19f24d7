import type { PrunerContext } from './pruner.ts';

/** Steps of a full trial: the budget's, else the longest that ran to its end; undefined while none has. */
export function fullLength({ budget, trials }: PrunerContext): number | undefined {
  if (budget.steps !== undefined) return budget.steps;
  const completed = trials.filter((trial) => trial.state === 'completed');
  const longest = Math.max(0, ...completed.map((trial) => trial.reports.at(-1)?.step ?? 0));
  return longest > 0 ? longest : undefined;
}
