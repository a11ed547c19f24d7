import { z } from 'zod';
import { shownInputSchema } from '../shown-input.ts';
import { counts, partCounts } from './counts.ts';

/** A sequence of numbers with what it is, as it is shown. */
export const shownSequenceSchema = z.object({
  name: z.string(),
  label: z.string(),
  shown: shownInputSchema,
});
export type ShownSequence = z.infer<typeof shownSequenceSchema>;

/** Sequences that are each something: a class or a number; pictures too. */
export const sequencesSummarySchema = z.object({
  kind: z.literal('sequences'),
  /** How they are kept: `idx`, `ts`, `ucr`, `long-table`, `generated`. */
  layout: z.string(),
  sequences: z.number().int(),
  /** Numbers at each step; pixels of a picture. */
  channels: z.number().int(),
  shortest: z.number().int(),
  longest: z.number().int(),
  /** Counts of lengths over equal bins from the shortest to the longest. */
  lengths: z.array(z.number().int()),
  /** What is told of a sequence: its class, a number, or a class at steps. */
  target: z.enum(['class', 'number', 'steps']),
  /** At most 200, most frequent first; empty for numbers. */
  classes: counts,
  distinctClasses: z.number().int(),
  /** Lowest, mean and highest label; null for classes. */
  numbers: z.object({ min: z.number(), mean: z.number(), max: z.number() }).nullable(),
  image: z.object({ height: z.number().int(), width: z.number().int() }).nullable(),
  /** Sequences that the data itself assigns to a part. */
  assigned: partCounts,
  /** Some, evenly over the whole. */
  preview: z.array(shownSequenceSchema),
});
export type SequencesSummary = z.infer<typeof sequencesSummarySchema>;
