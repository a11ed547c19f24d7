import { z } from 'zod';

export const textSummarySchema = z.object({
  kind: z.literal('text'),
  characters: z.number().int(),
  distinctCharacters: z.number().int(),
  words: z.number().int(),
  distinctWords: z.number().int(),
  lines: z.number().int(),
  longestLine: z.number().int(),
  /** Whether white space separates words (Chinese and Japanese: false). */
  spaced: z.boolean(),
  encoding: z.string(),
  lineEnding: z.enum(['lf', 'crlf', 'cr', 'mixed', 'none']),
  /** First lines. */
  preview: z.array(z.string()),
  /** Most frequent characters with counts, most frequent first. */
  topCharacters: z.array(z.tuple([z.string(), z.number().int()])),
});
export type TextSummary = z.infer<typeof textSummarySchema>;
