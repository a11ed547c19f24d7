import { z } from 'zod';
import { id } from './fields.ts';
import { metricValuesSchema } from './run.ts';

/** All metrics measured at one step. */
export const metricPointSchema = z.object({
  step: z.number().int().nonnegative(),
  /** Seconds of training since the run's start. */
  seconds: z.number(),
  epoch: z.number(),
  metrics: metricValuesSchema,
});
export type MetricPoint = z.infer<typeof metricPointSchema>;

/**
 * One metric of one run, downsampled for drawing: every array has the same length. A bucket has the
 * exact minimum and maximum of its points, their mean as value, and the place of its last point; the
 * first and the last point stand alone. Where nothing was merged all three are the point's value.
 */
export const metricSeriesSchema = z.object({
  runId: id,
  metric: z.string(),
  steps: z.array(z.number()),
  seconds: z.array(z.number()),
  epochs: z.array(z.number()),
  values: z.array(z.number()),
  minima: z.array(z.number()),
  maxima: z.array(z.number()),
  /** Number of points stored. */
  total: z.number().int(),
});
export type MetricSeries = z.infer<typeof metricSeriesSchema>;
