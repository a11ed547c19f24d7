import { z } from 'zod';
import { shownRollSchema } from '../music.ts';
import { partCounts } from './counts.ts';

/** Pieces of music for several voices. */
export const musicSummarySchema = z.object({
  kind: z.literal('music'),
  /** `piano-roll` with a grid of its own, or `midi`. */
  layout: z.string(),
  pieces: z.number().int(),
  /** On the file's own grid; of MIDI four to a quarter. */
  steps: z.number().int(),
  /** Of the shortest and of the longest piece, in steps. */
  shortest: z.number().int(),
  longest: z.number().int(),
  /** Counts of lengths over equal bins from the shortest to the longest. */
  lengths: z.array(z.number().int()),
  /** MIDI number of the first of `pitches`. */
  lowest: z.number().int(),
  /** Steps at which each key sounds, from the lowest to the highest that does. */
  pitches: z.array(z.number().int()),
  /** Steps by the number of keys that sound, from none. */
  together: z.array(z.number().int()),
  /** Mean quarters a minute; null where the grid tells no time. */
  tempo: z.number().nullable(),
  /** Pieces that the data itself assigns to a part. */
  assigned: partCounts,
  /** Of the first pieces, to choose from. */
  names: z.array(z.string()),
  /** Some, evenly over the whole. */
  preview: z.array(shownRollSchema),
});
export type MusicSummary = z.infer<typeof musicSummarySchema>;
