import { z } from 'zod';
import { id } from './fields.ts';
import { baselineSchema, runStates } from './run.ts';

const interval = { low: z.number().nullable(), high: z.number().nullable() };

/** Runs with equal settings but for the seed, with what they reach together. */
export const seedGroupSchema = z.object({
  /** The runs that are compared, then others of the store with the same settings and data. */
  runIds: z.array(id),
  /** What tells it from the other groups: `cell=gru, lr=0.01`; empty where nothing does. */
  label: z.string(),
  values: z.array(z.number()),
  mean: z.number(),
  /** Standard deviation; null of a single run. */
  spread: z.number().nullable(),
  /** 95 % t interval of the mean; null of a single run. */
  ...interval,
});
export type SeedGroup = z.infer<typeof seedGroupSchema>;

/** What may be said of the difference of two groups; see `judge` of src/statistics. */
export const seedDifferenceSchema = z.object({
  /** Places in `groups`; the first is the best group. */
  first: z.number().int(),
  second: z.number().int(),
  /** Mean of the second minus mean of the first. */
  difference: z.number(),
  /** 95 % interval of the difference by Welch's test; null where a group has one run. */
  ...interval,
  p: z.number().nullable(),
  says: z.enum(['real', 'noise', 'same', 'more']),
  /** Further runs of each that would decide. */
  more: z.object({ first: z.number().int(), second: z.number().int() }).nullable(),
  /**
   * The first runs of both on the same test examples, by a paired bootstrap: whether these two
   * trained networks differ, not whether their settings do.
   */
  paired: z
    .object({
      measure: z.enum(['wer', 'mse', 'bleu', 'nll']),
      difference: z.number(),
      low: z.number(),
      high: z.number(),
      p: z.number(),
      examples: z.number().int(),
    })
    .nullable(),
});
export type SeedDifference = z.infer<typeof seedDifferenceSchema>;

export const comparisonStatisticsSchema = z.object({
  metric: z.string(),
  /** Best mean first. */
  groups: z.array(seedGroupSchema),
  /**
   * How far runs with the same settings and the same seed lie apart on this machine, a standard
   * deviation; null where no run was ever repeated.
   */
  floor: z.object({ spread: z.number(), runs: z.number().int() }).nullable(),
  /** Each group against the best. */
  differences: z.array(seedDifferenceSchema),
});
export type ComparisonStatistics = z.infer<typeof comparisonStatisticsSchema>;

/** Runs side by side: only what differs, then the figures with the naive rows under them. */
export const comparisonSchema = z.object({
  runs: z.array(z.object({ id, name: z.string(), state: z.enum(runStates), color: z.number() })),
  /** Settings whose values differ among the runs; `values` in the order of `runs`. */
  differences: z.array(
    z.object({
      name: z.string(),
      /** Where it belongs: what was asked for, the data, the machine, or the program. */
      kind: z.enum(['configuration', 'data', 'environment', 'code']),
      values: z.array(z.string().nullable()),
    }),
  ),
  /** `direction` says which value is better; `best` is the index of the best run, or null. */
  metrics: z.array(
    z.object({
      name: z.string(),
      direction: z.enum(['min', 'max', 'none']),
      values: z.array(z.number().nullable()),
      best: z.number().int().nullable(),
    }),
  ),
  /** Null where the runs have no deciding metric in common or none has ended. */
  statistics: comparisonStatisticsSchema.nullable(),
  /** Baseline rows, values by metric name; `run` is who measured it, where runs measured it apart. */
  baselines: z.array(baselineSchema.extend({ run: z.string().nullable() })),
});
export type Comparison = z.infer<typeof comparisonSchema>;
