import { z } from 'zod';

export const backtestOptionsSchema = z.object({
  /** The part that forecasts are made for; null takes the test part, or validation without one. */
  split: z.enum(['val', 'test']).nullable(),
  /** Stretches of time that are summed up by themselves. */
  folds: z.number().int().min(1).max(100),
  /** Rows from one forecast to the next. */
  step: z.number().int().min(1).max(1_000_000),
});
export type BacktestOptions = z.infer<typeof backtestOptionsSchema>;

/** The mean difference of two forecasters over the same windows. */
export const pairedDifferenceSchema = z.object({
  /** Error of the naive forecast minus that of the network: above 0 the network is better. */
  mean: z.number(),
  /** Ends of the 95 % confidence interval; null with too few windows for one. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
});
export type PairedDifference = z.infer<typeof pairedDifferenceSchema>;

const forecasterErrors = z.object({
  metric: z.string(),
  mean: z.number(),
  /** Mean over all windows, by step ahead, the first is one row ahead. */
  bySteps: z.array(z.number().nullable()),
  /** Mean over the horizon, by window. */
  byOrigins: z.array(z.number().nullable()),
  byFolds: z.array(z.number().nullable()),
  /** Against the network; null for the network itself. */
  difference: pairedDifferenceSchema.nullable(),
});
export type ForecasterErrors = z.infer<typeof forecasterErrors>;

/** Errors are in units scaled by the training rows; a value that nobody knows is null. */
export const backtestResultSchema = z.object({
  split: z.enum(['val', 'test']),
  step: z.number().int(),
  horizon: z.number().int(),
  /**
   * First row forecast in each window, from 0 in its series, with its ISO time (empty without a time
   * column), in order of time.
   */
  origins: z.array(
    z.object({ row: z.number().int(), time: z.string(), series: z.string().optional() }),
  ),
  folds: z.array(
    z.object({
      windows: z.number().int(),
      /** Times of its first and last window, or their rows. */
      from: z.string(),
      to: z.string(),
    }),
  ),
  /** The network first, then the naive forecasts. */
  forecasters: z.array(
    z.object({ name: z.string(), label: z.string(), errors: z.array(forecasterErrors) }),
  ),
});
export type BacktestResult = z.infer<typeof backtestResultSchema>;
