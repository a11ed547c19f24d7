import { z } from 'zod';
import { problemSchema, shownInputSchema } from '../records/index.ts';

export const classifyInputSchema = z.object({
  paths: z.array(z.string().min(1)).max(10_000),
  texts: z.array(z.string().max(1_000_000)).max(10_000),
});
export type ClassifyInput = z.infer<typeof classifyInputSchema>;

/** What a network says of one sequence. */
export const classifiedSequenceSchema = z.object({
  /** In its file: `row 3`. */
  name: z.string(),
  /** What the file says it is; empty where it says nothing. */
  label: z.string(),
  /** A class, a number, or a class for each step. */
  answer: z.string(),
  /** In the labels' own unit; null for classes. */
  value: z.number().nullable(),
  /** The likeliest with their probabilities, likeliest first. */
  classes: z.array(z.tuple([z.string(), z.number()])),
  /** Classes of the steps, where steps are told. */
  steps: z.array(z.string()),
  shown: shownInputSchema,
});
export type ClassifiedSequence = z.infer<typeof classifiedSequenceSchema>;

/** A file or a text; a bad one does not spoil the others. */
export const classifiedSchema = z.object({
  source: z.string(),
  sequences: z.array(classifiedSequenceSchema),
  problem: problemSchema.nullable(),
});
export type Classified = z.infer<typeof classifiedSchema>;
