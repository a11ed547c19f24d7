import { numberOf, type Settings } from '../../contract/index.ts';
import type { SchedulePlan } from './schedule.ts';

/** Steps of a schedule that has an end: `schedule_steps`, else the length of the run. */
export function scheduleLength(settings: Settings, plan: SchedulePlan): number {
  return Math.max(1, numberOf(settings, 'schedule_steps') || plan.totalSteps);
}
