import { type JobOf, numberOf } from '../../contract/index.ts';
import { type TrainingPlan, trainingPlan } from '../plan.ts';
import { RunState } from '../run-state.ts';
import type { OpenedSession } from './open-session.ts';

export interface BegunTraining {
  readonly plan: TrainingPlan;
  /** Before the first step. */
  readonly state: RunState;
}

/** What an opened session is trained by. */
export function beginTraining(
  { session, settings, descriptor, trainingRandom }: OpenedSession,
  stretch?: JobOf<'train'>['stretch'],
): BegunTraining {
  const plan = trainingPlan(settings, session.stepsPerEpoch, descriptor, stretch);
  const patience = numberOf(settings, 'patience');
  return { plan, state: new RunState(session, settings, plan, trainingRandom, patience) };
}
