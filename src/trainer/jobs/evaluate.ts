import { UnrollError } from '../../contract/index.ts';
import type { RunJob } from './job.ts';
import { openTrained } from './open-session.ts';

/** Measures a run's best weights on one split; metrics carry the split's name: `test/mse`. */
export const evaluate: RunJob<'evaluate'> = async (job, host) => {
  const session = await openTrained(job, host);
  const values = await session.evaluate(job.split, host.patience('Evaluating'));
  session.dispose();
  if (values === null) {
    throw new UnrollError({ code: 'cancelled', message: 'The evaluation was stopped.' });
  }
  const metrics = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${job.split}/${name}`, value]),
  );
  return { kind: 'evaluate', metrics };
};
