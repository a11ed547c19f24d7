import { type JobOf, type MetricValues, UnrollError } from '../../contract/index.ts';
import type { Patience, TaskSession } from '../../tasks/task.ts';
import type { RunJob } from './job.ts';
import { openTrained } from './open-session.ts';

/** Measures a run's best weights on one split; metrics carry the split's name: `test/mse`. */
export const evaluate: RunJob<'evaluate'> = async (job, host) => {
  const session = await openTrained(job, host);
  const values = await measure(session, job, host.patience('Evaluating'));
  session.dispose();
  if (values === null) {
    throw new UnrollError({ code: 'cancelled', message: 'The evaluation was stopped.' });
  }
  const metrics = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${job.split}/${name}`, value]),
  );
  return { kind: 'evaluate', metrics };
};

/** @throws UnrollError `not-able` when the session cannot adapt while it is measured */
async function measure(
  session: TaskSession,
  { split, adaptation, task }: JobOf<'evaluate'>,
  patience: Patience,
): Promise<MetricValues | null> {
  if (adaptation === undefined) return session.evaluate(split, patience);
  if (session.evaluateAdapted !== undefined) {
    return session.evaluateAdapted(split, adaptation, patience);
  }
  throw new UnrollError({
    code: 'not-able',
    message: `A run of the task ${task} has no neural cache and no dynamic evaluation.`,
    where: 'task',
    hint: 'Choose a run of a language model.',
  });
}
