import { UnrollError } from '../../contract/index.ts';
import type { RunJob } from './job.ts';
import { openTrained } from './open-session.ts';

/** Translates sentences with a run's best weights. */
export const translate: RunJob<'translate'> = async (job, host) => {
  const session = await openTrained(job, host);
  if (session.translate === undefined) {
    throw new UnrollError({
      code: 'cannot-translate',
      message: `A run of the task ${job.task} does not translate.`,
      where: 'task',
      hint: 'Choose a run of the translation task.',
    });
  }
  const sentences = await session.translate(job.options, host.patience('Translating'));
  session.dispose();
  if (sentences === null) {
    throw new UnrollError({ code: 'cancelled', message: 'The translation was stopped.' });
  }
  return { kind: 'translate', sentences: [...sentences] };
};
