import { z } from 'zod';
import { partCounts } from './counts.ts';

/** One language of sentences that translate each other; words of scripts without spaces are signs. */
export const sideSummarySchema = z.object({
  /** `en`; `src`; `left` where nothing names it. */
  name: z.string(),
  words: z.number().int(),
  distinctWords: z.number().int(),
  characters: z.number().int(),
  /** Words of the longest sentence. */
  longest: z.number().int(),
  /** Whether white space separates words. */
  spaced: z.boolean(),
  /** Sentences by number of words from 0; the last counts all longer ones. */
  lengths: z.array(z.number().int()),
});
export type SideSummary = z.infer<typeof sideSummarySchema>;

export const parallelSummarySchema = z.object({
  kind: z.literal('parallel'),
  pairs: z.number().int(),
  distinctSources: z.number().int(),
  /** All that can be read, the usual source first. */
  languages: z.array(z.string()),
  source: sideSummarySchema,
  target: sideSummarySchema,
  /** Pairs that the data itself assigns to a part. */
  assigned: partCounts,
  encoding: z.string(),
  /** Source and target, from all over the data. */
  preview: z.array(z.tuple([z.string(), z.string()])),
});
export type ParallelSummary = z.infer<typeof parallelSummarySchema>;
