import { z } from 'zod';
import { problemSchema } from '../records/index.ts';

/** What was heard in a recording. */
export const transcriptionSchema = z.object({ text: z.string(), seconds: z.number() });
export type Transcription = z.infer<typeof transcriptionSchema>;

/** One file of several; a bad one does not spoil the others. */
export const fileTranscriptionSchema = z.object({
  path: z.string(),
  /** Null where the file could not be read. */
  transcription: transcriptionSchema.nullable(),
  problem: problemSchema.nullable(),
});
export type FileTranscription = z.infer<typeof fileTranscriptionSchema>;
