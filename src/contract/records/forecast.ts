import { z } from 'zod';

/** Levels that are shown and written out: the ends of the 50, 80 and 90 % intervals, and the median. */
export const shownLevels: readonly number[] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/** One level over the whole horizon, in original units. */
export const forecastQuantilesSchema = z.object({
  level: z.number().gt(0).lt(1),
  values: z.array(z.number()),
});
export type ForecastQuantiles = z.infer<typeof forecastQuantilesSchema>;

/** Values for the steps after the end of the data, in original units. */
export const forecastResultSchema = z.object({
  channels: z.array(
    z.object({
      name: z.string(),
      /** Which of several series in one file. */
      series: z.string().optional(),
      history: z.array(z.number()),
      forecast: z.array(z.number()),
      /** By ascending level; only where the network forecasts a distribution. */
      quantiles: z.array(forecastQuantilesSchema).optional(),
      /** ISO times; empty without a time column. */
      historyTimes: z.array(z.string()),
      forecastTimes: z.array(z.string()),
    }),
  ),
});
export type ForecastResult = z.infer<typeof forecastResultSchema>;
export type ForecastChannel = ForecastResult['channels'][number];
