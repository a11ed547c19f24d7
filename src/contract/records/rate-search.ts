import { z } from 'zod';

/** The loss while the learning rate rises exponentially, step by step. */
export const rateSearchSchema = z.object({
  rates: z.array(z.number()),
  losses: z.array(z.number()),
  /** Moving average of `losses`, forwards and backwards. */
  smoothed: z.array(z.number()),
  /** The ramp ended early, because the loss ran away. */
  diverged: z.boolean(),
  /** Where the smoothed loss falls fastest; null where it never falls. */
  steepest: z.number().nullable(),
  /** A tenth of the rate at which it is lowest. */
  tenthOfMinimum: z.number().nullable(),
});
export type RateSearch = z.infer<typeof rateSearchSchema>;
