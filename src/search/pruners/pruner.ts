import type { Setting, Settings } from '../../contract/index.ts';
import type { Budget } from '../samplers/sampler.ts';
import type { Objective, Trial } from '../trial.ts';

export const prunerIds = ['none', 'median', 'asha', 'hyperband', 'patience', 'curve'] as const;
export type PrunerId = (typeof prunerIds)[number];

/** What is known when a running trial has reported. */
export interface PrunerContext {
  /** The trial concerned; has at least one report. */
  readonly trial: Trial;
  /** All trials of the study by number, this one too. */
  readonly trials: readonly Trial[];
  readonly objectives: readonly Objective[];
  readonly seed: number;
  readonly budget: Budget;
}

export interface Verdict {
  readonly prune: boolean;
  /** Why, in one sentence for the person who watches. */
  readonly why: string;
}

/**
 * Decides whether a running trial is worth going on. Guarantees, checked for each by the conformance
 * suite:
 * - the verdict depends on the context alone;
 * - a trial that gets better and is ahead of all others at every step is never pruned, nor is the only
 *   one that gets better;
 * - with several objectives, nor is one that gets better and whose vectors no other dominates;
 * - running, failed and pruned trials may stand anywhere, with any steps reported.
 */
export interface Pruner {
  judge(context: PrunerContext): Verdict;
}

/** A pruner as forms, command line and studies know it. */
export interface PrunerKind {
  readonly id: PrunerId;
  readonly label: string;
  /** One line: what it does and when to take it. */
  readonly help: string;
  readonly options: readonly Setting[];
  create(options: Settings): Pruner;
}

export const goOn = (why: string): Verdict => ({ prune: false, why });
export const stop = (why: string): Verdict => ({ prune: true, why });
