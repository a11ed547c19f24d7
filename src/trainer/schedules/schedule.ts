import type { Direction, Settings } from '../../contract/index.ts';

/** What a schedule must know of the run. Nothing here depends on the clock. */
export interface SchedulePlan {
  readonly stepsPerEpoch: number;
  /** Steps until the run ends by `max_steps` or `max_epochs`. */
  readonly totalSteps: number;
  /** Which way the primary metric is better. */
  readonly direction: Exclude<Direction, 'none'>;
}

/**
 * The learning rate of every step.
 *
 * Guarantees: `rate` is finite, never negative, and depends only on the step and on the values
 * observed so far; `restore(state())` continues exactly.
 */
export interface Schedule {
  /** @param step updates done before this one: 0 for the first */
  rate(step: number): number;
  /** Called with the primary metric after each evaluation. */
  observe(value: number): void;
  /** Plain JSON; null for schedules that depend on the step alone. */
  state(): unknown;
  /** @throws UnrollError when the state is not this schedule's */
  restore(state: unknown): void;
}

/** One entry of the list of schedules; `id` is a value of the setting `schedule`. */
export interface ScheduleDefinition {
  readonly id: string;
  readonly label: string;
  /** @param settings checked settings that hold `lr` and every value of `scheduleSettings` */
  create(settings: Settings, plan: SchedulePlan): Schedule;
}

/** A schedule that depends on the step alone. */
export function fixedSchedule(rate: (step: number) => number): Schedule {
  return { rate, observe: () => undefined, state: () => null, restore: () => undefined };
}
