import { z } from 'zod';

/** A note on the grid: MIDI number, first step, number of steps. */
export const gridNoteSchema = z.tuple([z.number().int(), z.number().int(), z.number().int()]);

/** Some music as it is shown and played. */
export const shownRollSchema = z.object({
  name: z.string(),
  steps: z.number().int(),
  notes: z.array(gridNoteSchema),
  secondsPerStep: z.number(),
});
export type ShownRoll = z.infer<typeof shownRollSchema>;

export const composeOptionsSchema = z.object({
  /** Piece of the data set to go on from, or a file of its own; both empty begin from silence. */
  piece: z.string().max(4096),
  file: z.string().max(4096),
  /** Steps of it that are taken as given. */
  prefix: z.number().int().min(0).max(100_000),
  /** Steps to write. */
  length: z.number().int().min(1).max(20_000),
  /** Divides the scores; 0 takes every key that is likelier to sound than not. */
  temperature: z.number().min(0).max(10),
  seed: z.number().int().min(0).max(0xffffffff),
});
export type ComposeOptions = z.infer<typeof composeOptionsSchema>;

export const compositionSchema = z.object({
  /** What was given and what was written, together. */
  roll: shownRollSchema,
  /** Steps of it that were given. */
  given: z.number().int(),
});
export type Composition = z.infer<typeof compositionSchema>;
