import { z } from 'zod';
import { forecastQuantilesSchema } from './forecast.ts';

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
  /** By ascending level; only where the network forecasts a distribution. */
  quantiles: z.array(forecastQuantilesSchema).optional(),
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

/** A piece of a reference and what was written instead of it, word by word. */
export const textDifferenceSchema = z.object({
  text: z.string(),
  /** In both; in the reference only; in what was written only. */
  kind: z.enum(['same', 'missing', 'added']),
});
export type TextDifference = z.infer<typeof textDifferenceSchema>;

/** One sentence of the validation part, its translation in the data and the network's. */
export const translationSampleSchema = z.object({
  kind: z.literal('translation'),
  step: z.number().int(),
  source: z.string(),
  reference: z.string(),
  translation: z.string(),
  /** In the order of reading; together what `same` and `missing` say is the reference. */
  differences: z.array(textDifferenceSchema),
  sourceTokens: z.array(z.string()),
  targetTokens: z.array(z.string()),
  /** For each target token the weight of each source token; empty without attention. */
  attention: z.array(z.array(z.number())),
});

export const sampleSchema = z.discriminatedUnion('kind', [
  textSampleSchema,
  forecastSampleSchema,
  speechSampleSchema,
  translationSampleSchema,
]);
export type Sample = z.infer<typeof sampleSchema>;
export type TextSample = z.infer<typeof textSampleSchema>;
export type SpeechSample = z.infer<typeof speechSampleSchema>;
export type ForecastSample = z.infer<typeof forecastSampleSchema>;
export type TranslationSample = z.infer<typeof translationSampleSchema>;
