import { z } from 'zod';

export const columnSchema = z.object({
  name: z.string(),
  type: z.enum(['number', 'time', 'boolean', 'category', 'text']),
  missing: z.number().int(),
  distinct: z.number().int(),
  /** Numeric columns only. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  std: z.number().nullable(),
  /** Counts over equal bins from min to max; empty unless numeric. */
  histogram: z.array(z.number().int()),
  /** Up to 200 evenly spaced values in file order, for a sparkline; empty unless numeric. */
  sketch: z.array(z.number().nullable()),
});
export type Column = z.infer<typeof columnSchema>;

export const timeAxisSchema = z.object({
  column: z.string(),
  /** First and last moment, ISO 8601. */
  start: z.string(),
  end: z.string(),
  /** Usual distance between rows in seconds. */
  stepSeconds: z.number(),
  /** In words: "hourly", "daily", "every 15 minutes". */
  frequency: z.string(),
  gaps: z.number().int(),
  duplicates: z.number().int(),
  sorted: z.boolean(),
  /** Further columns that could tell the time; `column` was taken. */
  others: z.array(z.string()).optional(),
});
export type TimeAxis = z.infer<typeof timeAxisSchema>;

export const tableSummarySchema = z.object({
  kind: z.literal('table'),
  rows: z.number().int(),
  columns: z.array(columnSchema),
  time: timeAxisSchema.nullable(),
  /** Seasonal periods in rows, strongest first: 24 for hourly data with a daily rhythm. */
  periods: z.array(z.number().int()),
  delimiter: z.string().nullable(),
  header: z.boolean(),
  /** Between the columns, where they are nodes of a graph. */
  links: z.number().int().optional(),
  /** First rows as shown to a person; null is a missing value. */
  preview: z.array(z.array(z.string().nullable())),
});
export type TableSummary = z.infer<typeof tableSummarySchema>;
