import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RequestInput, type Transcription, UnrollError } from '../contract/index.ts';
import { writeWav } from '../datasets/index.ts';
import type { ModelJobs } from './model-jobs.ts';

/** Longest trial that is taken from a microphone, seconds. */
const longestRecording = 300;

/**
 * Hands sound from a microphone to a trained network: through a file that is removed afterwards.
 * @throws UnrollError when the recording is empty or far too long
 */
export async function transcribeRecording(
  models: ModelJobs,
  home: string,
  { runId, samples, sampleRate, ticket }: RequestInput<'transcribe.recording'>,
): Promise<Transcription> {
  if (samples.length === 0 || samples.length > longestRecording * sampleRate) {
    throw new UnrollError({
      code: 'unusable-recording',
      message:
        samples.length === 0
          ? 'Nothing was recorded.'
          : `The recording is longer than ${longestRecording} seconds.`,
      hint: 'Record a few words.',
    });
  }
  const folder = join(home, 'datasets', '.incoming');
  const path = join(folder, `${randomUUID()}.wav`);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(path, writeWav(samples, sampleRate));
    const [result] = await models.transcribe(runId, [path], ticket);
    if (result?.transcription) return result.transcription;
    throw new UnrollError(
      result?.problem ?? {
        code: 'stopped',
        message: 'Stopped before there was a result.',
      },
    );
  } finally {
    await rm(path, { force: true });
  }
}
