import { z } from 'zod';

/** Fields of summaries. */

/** Counts by name, most frequent first. */
export const counts = z.array(z.tuple([z.string(), z.number().int()]));

/** How many fall into each part. */
export const partCounts = z.object({
  train: z.number().int(),
  val: z.number().int(),
  test: z.number().int(),
});
