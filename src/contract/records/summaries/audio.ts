import { z } from 'zod';
import { counts, partCounts } from './counts.ts';

/** One recording as it is shown. */
export const clipSchema = z.object({
  /** Name in the data set's archive. */
  file: z.string(),
  transcript: z.string(),
  speaker: z.string().nullable(),
  seconds: z.number(),
  sampleRate: z.number().int(),
  /** Highest level in equal stretches of time, 0 to 1, for a small waveform. */
  sketch: z.array(z.number()),
});
export type Clip = z.infer<typeof clipSchema>;

/** One channel of a recording with its picture. */
export const clipSoundSchema = z.object({
  sampleRate: z.number().int(),
  samples: z.custom<Float32Array>((value) => value instanceof Float32Array),
  /** Brightness 0 to 255: (bands, columns), the highest band first. */
  spectrogram: z.object({
    columns: z.number().int(),
    bands: z.number().int(),
    brightness: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
});
export type ClipSound = z.infer<typeof clipSoundSchema>;

/** Recordings with what is said in them. Those left out (see the diagnoses) are not counted. */
export const audioSummarySchema = z.object({
  kind: z.literal('audio'),
  /** How recordings and transcripts are kept together: `ljspeech`, `labelled-recordings`. */
  layout: z.string(),
  clips: z.number().int(),
  seconds: z.number(),
  shortestSeconds: z.number(),
  longestSeconds: z.number(),
  /** Counts over equal bins from the shortest to the longest. */
  histogram: z.array(z.number().int()),
  /** Samples a second, with the number of clips, most frequent first. */
  sampleRates: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Number of clips by coding: `wav`, `flac`, `mp3`, `vorbis`, `opus`. */
  codings: counts,
  /** Empty where nothing tells who speaks; at most 200. */
  speakers: counts,
  distinctTranscripts: z.number().int(),
  words: z.number().int(),
  distinctWords: z.number().int(),
  characters: z.number().int(),
  distinctCharacters: z.number().int(),
  /** At most 40. */
  topTranscripts: counts,
  /** Whether white space separates words. */
  spaced: z.boolean(),
  /** Pattern of the file names, where transcripts were read from them. */
  pattern: z.string().nullable(),
  /** First and last number of a take, where names carry one. */
  takes: z.tuple([z.number().int(), z.number().int()]).nullable(),
  /** Clips in the parts that the data set itself names, or null. */
  namedSplits: partCounts.nullable(),
  /** Some clips, evenly over the whole. */
  preview: z.array(clipSchema),
});
export type AudioSummary = z.infer<typeof audioSummarySchema>;
