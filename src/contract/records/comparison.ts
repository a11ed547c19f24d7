import { z } from 'zod';
import { id } from './fields.ts';
import { baselineSchema, runStates } from './run.ts';

/** Runs side by side: only what differs, then the figures with the naive rows under them. */
export const comparisonSchema = z.object({
  runs: z.array(z.object({ id, name: z.string(), state: z.enum(runStates), color: z.number() })),
  /** Settings whose values differ among the runs; `values` in the order of `runs`. */
  differences: z.array(z.object({ name: z.string(), values: z.array(z.string().nullable()) })),
  /** `direction` says which value is better; `best` is the index of the best run, or null. */
  metrics: z.array(
    z.object({
      name: z.string(),
      direction: z.enum(['min', 'max', 'none']),
      values: z.array(z.number().nullable()),
      best: z.number().int().nullable(),
    }),
  ),
  /** Baseline rows, values by metric name. */
  baselines: z.array(baselineSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;
