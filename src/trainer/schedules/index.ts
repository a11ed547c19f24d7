import { numberOf, type Settings, textOf } from '../../contract/index.ts';
import { constant } from './constant.ts';
import { cosine } from './cosine.ts';
import { exponential } from './exponential.ts';
import { oneCycle } from './one-cycle.ts';
import { plateau } from './plateau.ts';
import type { Schedule, ScheduleDefinition, SchedulePlan } from './schedule.ts';
import { slantedTriangular } from './slanted-triangular.ts';
import { step } from './step.ts';
import { withWarmUp } from './warm-up.ts';

export type { Schedule, ScheduleDefinition, SchedulePlan } from './schedule.ts';

export const schedules: readonly ScheduleDefinition[] = [
  constant,
  step,
  exponential,
  cosine,
  plateau,
  oneCycle,
  slantedTriangular,
];

/** The schedule that the settings name, warm-up included. */
export function createSchedule(settings: Settings, plan: SchedulePlan): Schedule {
  const id = textOf(settings, 'schedule');
  const definition = schedules.find((candidate) => candidate.id === id);
  if (definition === undefined) throw new Error(`no schedule ${id}`);
  const schedule = definition.create(settings, plan);
  // These have a rise of their own.
  return definition === oneCycle || definition === slantedTriangular
    ? schedule
    : withWarmUp(schedule, numberOf(settings, 'warmup_steps'));
}
