import type { Schedule } from './schedule.ts';

/** Raises a schedule's first steps linearly: step k (from 0) gets (k + 1) / steps of its rate. */
export function withWarmUp(schedule: Schedule, steps: number): Schedule {
  if (steps === 0) return schedule;
  return {
    rate: (step) => schedule.rate(step) * Math.min(1, (step + 1) / steps),
    observe: (value) => schedule.observe(value),
    state: () => schedule.state(),
    restore: (state) => schedule.restore(state),
  };
}
