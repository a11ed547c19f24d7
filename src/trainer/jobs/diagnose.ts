import { numberOf, UnrollError } from '../../contract/index.ts';
import { CheckpointFolder } from '../checkpoints/index.ts';
import { diagnoseMemory } from '../diagnosis/diagnose.ts';
import type { RunJob } from './job.ts';
import { openTrained, readSettings } from './open-session.ts';

/** Looks at how a run's best weights remember. */
export const diagnose: RunJob<'diagnose'> = async (job, host) => {
  const { settings } = readSettings(job);
  const folder = new CheckpointFolder(job.directory, numberOf(settings, 'keep_checkpoints'));
  const checkpoint = (await folder.read('best')) ?? (await folder.read('last'));
  const session = await openTrained(job, host);
  const patience = host.patience('Looking at its memory');
  const step = checkpoint?.progress.step ?? 0;
  const sample = await diagnoseMemory(session, settings, step, patience);
  session.dispose();
  if (sample === null)
    throw new UnrollError({ code: 'cancelled', message: 'The look was stopped.' });
  return { kind: 'diagnose', sample };
};
