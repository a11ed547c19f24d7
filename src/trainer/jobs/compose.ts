import { UnrollError } from '../../contract/index.ts';
import type { RunJob } from './job.ts';
import { openTrained } from './open-session.ts';

/** Writes music with a run's best weights; asked to stop, it ends with what it has. */
export const compose: RunJob<'compose'> = async (job, host) => {
  const session = await openTrained(job, host);
  if (session.compose === undefined) {
    throw new UnrollError({
      code: 'cannot-compose',
      message: `A run of the task ${job.task} writes no music.`,
      where: 'task',
      hint: 'Choose a run of polyphonic music.',
    });
  }
  const composition = await session.compose(job.options, host.patience('Composing'));
  session.dispose();
  return { kind: 'compose', composition };
};
