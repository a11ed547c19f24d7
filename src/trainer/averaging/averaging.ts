import type { Direction, Settings } from '../../contract/index.ts';

/** Where a run stands just after an update of the weights. */
export interface AveragingMoment {
  /** Batches gone through, from 1. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Step at which the run ends by its epochs or steps. */
  readonly totalSteps: number;
}

/**
 * Says when and how far a running average of the weights moves towards them:
 * average += share * (weights - average).
 *
 * Guarantees: the first share that is not 0 is 1, so that no other start is needed; the same moments
 * and evaluations give the same shares; `restore(state())` continues exactly.
 */
export interface AveragingRule {
  /** From 0, which leaves the average, to 1. */
  share(moment: AveragingMoment): number;
  /** Sees every value of the metric that decides. */
  observe(value: number): void;
  /** Plain JSON. */
  state(): unknown;
  restore(state: unknown): void;
}

/** One entry of the list; `id` is a value of the setting `averaging`. */
export interface AveragingDefinition {
  readonly id: string;
  readonly label: string;
  /** @param direction in which the metric that decides is better */
  rule(settings: Settings, direction: Exclude<Direction, 'none'>): AveragingRule;
}
