import { z } from 'zod';

export const textSampleSchema = z.object({
  kind: z.literal('text'),
  step: z.number().int(),
  prompt: z.string(),
  text: z.string(),
});

/** One window of one channel: what came before, the truth and the forecast, in original units. */
export const forecastSampleSchema = z.object({
  kind: z.literal('forecast'),
  step: z.number().int(),
  channel: z.string(),
  history: z.array(z.number()),
  truth: z.array(z.number()),
  forecast: z.array(z.number()),
  /** Naive forecast of the same window: the strongest baseline. */
  baseline: z.array(z.number()),
  baselineLabel: z.string(),
  /** ISO times of history followed by horizon; empty without a time column. */
  times: z.array(z.string()),
});

/** A recording of the validation part: what was said and what was heard, word by word. */
export const speechSampleSchema = z.object({
  kind: z.literal('speech'),
  step: z.number().int(),
  /** Name in the data set's archive. */
  file: z.string(),
  seconds: z.number(),
  /** Said and heard side by side; null where one of them has nothing. */
  pairs: z.array(z.tuple([z.string().nullable(), z.string().nullable()])),
  characterErrors: z.number().int(),
});

export const sampleSchema = z.discriminatedUnion('kind', [
  textSampleSchema,
  forecastSampleSchema,
  speechSampleSchema,
]);
export type Sample = z.infer<typeof sampleSchema>;
export type TextSample = z.infer<typeof textSampleSchema>;
export type SpeechSample = z.infer<typeof speechSampleSchema>;
export type ForecastSample = z.infer<typeof forecastSampleSchema>;
