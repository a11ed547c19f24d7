import { z } from 'zod';
import { forecastQuantilesSchema } from './forecast.ts';
import { memorySampleSchema } from './memory.ts';
import { shownRollSchema } from './music.ts';
import { shownInputSchema } from './shown-input.ts';

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

/** Answers of like confidence: how sure the network was, and how often it was right. */
export const reliabilityBinSchema = z.object({
  count: z.number().int(),
  confidence: z.number(),
  accuracy: z.number(),
});
export type ReliabilityBin = z.infer<typeof reliabilityBinSchema>;

/** How well classes were told on one part. */
export const classificationSampleSchema = z.object({
  kind: z.literal('classification'),
  part: z.enum(['val', 'test']),
  step: z.number().int(),
  classes: z.array(z.string()),
  /** Classes left out of the matrix, because there are too many to be read. */
  hiddenClasses: z.number().int(),
  /** Rows are the truth, columns the answers. */
  confusion: z.array(z.array(z.number().int())),
  /** Of each class. */
  scores: z.array(
    z.object({
      precision: z.number(),
      recall: z.number(),
      f1: z.number(),
      support: z.number().int(),
    }),
  ),
  /** Equal bins of confidence from 0 to 1. */
  bins: z.array(reliabilityBinSchema),
  /** Wrong answers, the surest first. */
  mistakes: z.array(
    z.object({
      name: z.string(),
      truth: z.string(),
      answer: z.string(),
      confidence: z.number(),
      shown: shownInputSchema,
    }),
  ),
});

/** Numbers told beside the truth on one part, in original units. */
export const regressionSampleSchema = z.object({
  kind: z.literal('regression'),
  part: z.enum(['val', 'test']),
  step: z.number().int(),
  /** Truth and answer of some sequences. */
  points: z.array(z.tuple([z.number(), z.number()])),
  /** Those furthest off, worst first. */
  mistakes: z.array(
    z.object({
      name: z.string(),
      truth: z.number(),
      answer: z.number(),
      shown: shownInputSchema,
    }),
  ),
});

/** Pieces of one part, what sounds in them and what was foretold, worst first. */
export const polyphonySampleSchema = z.object({
  kind: z.literal('polyphony'),
  part: z.enum(['val', 'test']),
  step: z.number().int(),
  pieces: z.array(
    z.object({
      /** From the beginning; long pieces are cut off. */
      roll: shownRollSchema,
      /** Nats a frame, over the whole piece. */
      nll: z.number(),
      /** MIDI number, step, and the probability that it sounds then, known all before. */
      likely: z.array(z.tuple([z.number().int(), z.number().int(), z.number()])),
    }),
  ),
});

export const sampleSchema = z.discriminatedUnion('kind', [
  textSampleSchema,
  forecastSampleSchema,
  speechSampleSchema,
  translationSampleSchema,
  classificationSampleSchema,
  regressionSampleSchema,
  polyphonySampleSchema,
  memorySampleSchema,
]);
export type Sample = z.infer<typeof sampleSchema>;
export type TextSample = z.infer<typeof textSampleSchema>;
export type SpeechSample = z.infer<typeof speechSampleSchema>;
export type ForecastSample = z.infer<typeof forecastSampleSchema>;
export type TranslationSample = z.infer<typeof translationSampleSchema>;
export type ClassificationSample = z.infer<typeof classificationSampleSchema>;
export type PolyphonySample = z.infer<typeof polyphonySampleSchema>;
export type RegressionSample = z.infer<typeof regressionSampleSchema>;
