import { UnrollError } from '../../contract/index.ts';
import type { RunJob } from './job.ts';
import { openTrained } from './open-session.ts';

/** Tells what sequences are with a run's best weights; asked to stop, it ends with what it has. */
export const classify: RunJob<'classify'> = async (job, host) => {
  const session = await openTrained(job, host);
  if (session.classify === undefined) {
    throw new UnrollError({
      code: 'cannot-classify',
      message: `A run of the task ${job.task} does not tell what sequences are.`,
      where: 'task',
      hint: 'Choose a run of sequence classification.',
    });
  }
  const { paths, texts } = job.wanted;
  const results = await session.classify(paths, texts, host.patience('Classifying'));
  session.dispose();
  return { kind: 'classify', results: [...results] };
};
