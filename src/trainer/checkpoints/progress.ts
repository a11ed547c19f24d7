import { z } from 'zod';
import { baselineSchema, metricValuesSchema } from '../../contract/index.ts';
import { lossScalingSchema } from '../loss-scaling.ts';

const randomState = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** Where a run stands, beside its tensors: everything that the next step depends on. */
export const progressSchema = z.object({
  /** Batches gone through, skipped updates included. */
  step: z.number().int().nonnegative(),
  /** Whole passes over the training data. */
  epochs: z.number().int().nonnegative(),
  /** Seconds of training, over all continuations. */
  seconds: z.number().nonnegative(),
  evaluations: z.number().int().nonnegative(),
  /** Step of the last evaluation; null before the first. */
  evaluatedStep: z.number().int().nullable(),
  /** Steps in a row whose loss or gradient was not finite. */
  nonfiniteInRow: z.number().int().nonnegative(),
  /** Steps whose update was skipped, in all. */
  skipped: z.number().int().nonnegative(),
  /** Metrics of the best evaluation: `val/mse`. */
  best: metricValuesSchema,
  baselines: z.array(baselineSchema),
  schedule: z.unknown(),
  earlyStopping: z.unknown(),
  random: z.object({ training: randomState }),
  /** Kernel that ran the recurrence; another gives the same numbers only to 1e-4. */
  kernel: z.string().optional(),
  /** While weights are averaged: where the rule stands. */
  averaging: z.unknown().optional(),
  /** While the loss is scaled. */
  lossScaling: lossScalingSchema.optional(),
});
export type Progress = z.infer<typeof progressSchema>;
