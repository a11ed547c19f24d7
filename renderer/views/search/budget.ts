import type { StudyEntry, StudyLimits } from '../../../src/contract/index.ts';

/** When a search has enough, as typed: 0 or nothing sets no limit, other text is no number yet. */
export interface BudgetDraft {
  trials: number | string;
  minutes: number | string;
  steps: number | string;
  patience: number | string;
  /** Trials at once; 0 leaves it to the number of cores. */
  parallel: number | string;
}

const limitNames = ['trials', 'minutes', 'steps', 'patience'] as const;

export function limitsOf(draft: BudgetDraft): StudyLimits {
  const set = limitNames.map((name) => [name, Number(draft[name])] as const);
  return Object.fromEntries(set.filter(([, value]) => value > 0));
}

/** Names of the fields that hold no number, or one that cannot be a limit. */
export function wrongBudget(draft: BudgetDraft): (keyof BudgetDraft)[] {
  const whole = (['trials', 'steps', 'patience', 'parallel'] as const).filter((name) => {
    const value = Number(draft[name]);
    return !Number.isInteger(value) || value < 0;
  });
  const minutes = Number(draft.minutes);
  return minutes >= 0 ? whole : [...whole, 'minutes'];
}

/** What a search has, to be changed; of one that has used up its trials some more of them. */
export function budgetOf(study: StudyEntry, more: number): BudgetDraft {
  const { limits, counts, parallel } = study;
  const begun = counts.completed + counts.pruned + counts.failed + counts.running;
  const { trials = 0, minutes = 0, steps = 0, patience = 0 } = limits;
  const usedUp = trials > 0 && begun >= trials;
  return { trials: usedUp ? begun + more : trials, minutes, steps, patience, parallel };
}

/** How much of its budget a search has used, by the limit that is nearest; null without one. */
export function usedShare({ limits, counts, seconds, steps }: StudyEntry): number | null {
  const done = counts.completed + counts.pruned + counts.failed;
  const shares = [
    ...(limits.trials === undefined ? [] : [done / limits.trials]),
    ...(limits.minutes === undefined ? [] : [seconds / 60 / limits.minutes]),
    ...(limits.steps === undefined ? [] : [steps / limits.steps]),
  ];
  return shares.length === 0 ? null : Math.min(1, Math.max(...shares));
}
