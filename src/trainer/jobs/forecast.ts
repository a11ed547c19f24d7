import { UnrollError } from '../../contract/index.ts';
import type { RunJob } from './job.ts';
import { openTrained } from './open-session.ts';

/** Forecasts the steps after the last row with a run's best weights. */
export const forecast: RunJob<'forecast'> = async (job, host) => {
  const session = await openTrained(job, host);
  if (session.forecast === undefined) {
    throw new UnrollError({
      code: 'cannot-forecast',
      message: `A run of the task ${job.task} does not forecast.`,
      where: 'task',
      hint: 'Choose a run of the forecasting task.',
    });
  }
  const result = await session.forecast();
  session.dispose();
  return { kind: 'forecast', result };
};
