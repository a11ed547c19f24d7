import { UnrollError } from '../../contract/index.ts';
import type { RunJob } from './job.ts';
import { openTrained } from './open-session.ts';

/** Forecasts from many rows of a part with a run's best weights, and measures by step and by time. */
export const backtest: RunJob<'backtest'> = async (job, host) => {
  const session = await openTrained(job, host);
  if (session.backtest === undefined) {
    throw new UnrollError({
      code: 'cannot-forecast',
      message: `A run of the task ${job.task} does not forecast.`,
      where: 'task',
      hint: 'Choose a run of the forecasting task.',
    });
  }
  const result = await session.backtest(job.options, host.patience('Backtesting'));
  session.dispose();
  if (result === null) {
    throw new UnrollError({ code: 'cancelled', message: 'The backtest was stopped.' });
  }
  return { kind: 'backtest', result };
};
