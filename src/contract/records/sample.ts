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

export const sampleSchema = z.discriminatedUnion('kind', [textSampleSchema, forecastSampleSchema]);
export type Sample = z.infer<typeof sampleSchema>;
export type TextSample = z.infer<typeof textSampleSchema>;
export type ForecastSample = z.infer<typeof forecastSampleSchema>;
