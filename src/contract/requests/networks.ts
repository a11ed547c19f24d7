import { z } from 'zod';
import {
  classifiedSchema,
  classifyInputSchema,
  fileTranscriptionSchema,
  generateOptionsSchema,
  transcriptionSchema,
  translatedSentenceSchema,
  translateOptionsSchema,
  writtenTokenSchema,
} from '../answers/index.ts';
import { id } from '../records/fields.ts';
import {
  backtestOptionsSchema,
  backtestResultSchema,
  composeOptionsSchema,
  compositionSchema,
  forecastResultSchema,
  memorySampleSchema,
} from '../records/index.ts';
import { none } from './nothing.ts';
import { ticket } from './ticket.ts';

/** Requests to trained networks: what each says of new data, and how it remembers. */
export const networkRequests = {
  /** Answers when the text is complete; tokens come as `token` notices with the same ticket. */
  'generate.start': {
    input: z.object({
      runId: id,
      ticket: z.string().min(1).max(60),
      options: generateOptionsSchema,
    }),
    output: z.object({
      text: z.string(),
      tokens: z.number().int(),
      written: z.array(writtenTokenSchema),
    }),
  },
  /** Ends work early, with what it has or as `stopped`, within a second; unknown tickets have ended. */
  'jobs.stop': { input: z.object({ ticket: z.string() }), output: none },
  'forecast.create': { input: z.object({ runId: id, ticket }), output: forecastResultSchema },
  /** Errors of a run and of the naive forecasts over a part, by step ahead and by time. */
  'backtest.create': {
    input: z.object({ runId: id, options: backtestOptionsSchema, ticket }),
    output: backtestResultSchema,
  },
  /** Writes down what is said in audio files, in their order. */
  'transcribe.create': {
    input: z.object({ runId: id, paths: z.array(z.string().min(1)).min(1).max(10_000), ticket }),
    output: z.array(fileTranscriptionSchema),
  },
  /** The same for one channel of sound from a microphone. */
  'transcribe.recording': {
    input: z.object({
      runId: id,
      samples: z.custom<Float32Array>((value) => value instanceof Float32Array),
      sampleRate: z.number().int().min(1000).max(384_000),
      ticket,
    }),
    output: transcriptionSchema,
  },
  'translate.create': {
    input: z.object({ runId: id, options: translateOptionsSchema, ticket }),
    output: z.array(translatedSentenceSchema),
  },
  /** Tells what the sequences of files, or texts, are: files first, in their order. */
  'classify.create': {
    input: z.object({ runId: id, ...classifyInputSchema.shape, ticket }),
    output: z.array(classifiedSchema),
  },
  /** Goes on from a piece, or from silence; the same as a MIDI file. */
  'compose.create': {
    input: z.object({ runId: id, options: composeOptionsSchema, ticket }),
    output: z.object({
      composition: compositionSchema,
      midi: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    }),
  },
  /** How a run's best weights remember. */
  'diagnose.create': { input: z.object({ runId: id, ticket }), output: memorySampleSchema },
} as const;
