import { type FileTranscription, problemOf, UnrollError } from '../../contract/index.ts';
import { readRecording } from '../../datasets/index.ts';
import type { TaskSession } from '../../tasks/task.ts';
import type { RunJob } from './job.ts';
import { openTrained } from './open-session.ts';

/** Writes down what is said in recordings; asked to stop, it ends with those that it has. */
export const transcribe: RunJob<'transcribe'> = async (job, host) => {
  const session = await openTrained(job, host);
  if (session.transcribe === undefined) {
    throw new UnrollError({
      code: 'cannot-transcribe',
      message: `A run of the task ${job.task} does not transcribe.`,
      where: 'task',
      hint: 'Choose a run of speech recognition.',
    });
  }
  const patience = host.patience('Listening');
  const results: FileTranscription[] = [];
  for (const path of job.paths) {
    if (await patience.pause(results.length / job.paths.length)) break;
    results.push(await transcribeFile(session, path));
  }
  session.dispose();
  return { kind: 'transcribe', results };
};

async function transcribeFile(session: TaskSession, path: string): Promise<FileTranscription> {
  try {
    const { samples, sampleRate } = await readRecording(path);
    const transcription = await session.transcribe!(samples, sampleRate);
    return { path, transcription, problem: null };
  } catch (error) {
    if (!(error instanceof UnrollError)) throw error;
    return { path, transcription: null, problem: problemOf(error) };
  }
}
