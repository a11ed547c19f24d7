import { z } from 'zod';
import { settingsRecordSchema } from './settings.ts';

/**
 * What the experiment store keeps and every process may show. Times are milliseconds since 1970
 * (UTC); durations are seconds. Every record is validated where it crosses a process.
 */

const id = z.number().int().positive();
const time = z.number();

export const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  where: z.string().optional(),
  hint: z.string().optional(),
});

export const projectSchema = z.object({ id, name: z.string(), createdAt: time });
export type Project = z.infer<typeof projectSchema>;

// ---------------------------------------------------------------- data sets

/** What looks wrong in a file, and what will be done about it. */
export const diagnosisSchema = z.object({
  severity: z.enum(['info', 'warning', 'error']),
  code: z.string(),
  /** What was found. */
  message: z.string(),
  /** What Unroll will do about it, or what the person should do. */
  action: z.string(),
  /** Column or line concerned. */
  where: z.string().optional(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

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
  /** First rows as shown to a person; null is a missing value. */
  preview: z.array(z.array(z.string().nullable())),
});
export type TableSummary = z.infer<typeof tableSummarySchema>;

export const textSummarySchema = z.object({
  kind: z.literal('text'),
  characters: z.number().int(),
  distinctCharacters: z.number().int(),
  words: z.number().int(),
  distinctWords: z.number().int(),
  lines: z.number().int(),
  longestLine: z.number().int(),
  /** Whether white space separates words (Chinese and Japanese: false). */
  spaced: z.boolean(),
  encoding: z.string(),
  lineEnding: z.enum(['lf', 'crlf', 'cr', 'mixed', 'none']),
  /** First lines. */
  preview: z.array(z.string()),
  /** Most frequent characters with counts, most frequent first. */
  topCharacters: z.array(z.tuple([z.string(), z.number().int()])),
});
export type TextSummary = z.infer<typeof textSummarySchema>;

export const datasetSummarySchema = z.discriminatedUnion('kind', [
  tableSummarySchema,
  textSummarySchema,
]);
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

/** A task that fits a data set and the settings that differ from the task's defaults. */
export const taskSuggestionSchema = z.object({
  task: z.string(),
  /** One sentence: why this task fits. */
  reason: z.string(),
  settings: settingsRecordSchema,
});
export type TaskSuggestion = z.infer<typeof taskSuggestionSchema>;

/** What looking at a file yields; made by a trainer process, kept by the store. */
export const inspectionSchema = z.object({
  /** Name of the format that read it: "csv", "parquet", "text". */
  format: z.string(),
  /** "gzip", "zip" or null. */
  compression: z.string().nullable(),
  /** Bytes on disk. */
  bytes: z.number().int(),
  /** SHA-256 of the file's bytes, hex. */
  hash: z.string(),
  summary: datasetSummarySchema,
  diagnoses: z.array(diagnosisSchema),
  /** Best first; empty when no task fits. */
  suggestions: z.array(taskSuggestionSchema),
});
export type Inspection = z.infer<typeof inspectionSchema>;

export const datasetSchema = inspectionSchema.extend({
  id,
  projectId: id,
  name: z.string(),
  /** Where the person's own file was; never written to. */
  originalPath: z.string(),
  /** Unroll's own copy, which runs read. */
  path: z.string(),
  createdAt: time,
  /** Set while a removal can still be undone. */
  removedAt: time.nullable(),
});
export type Dataset = z.infer<typeof datasetSchema>;

// --------------------------------------------------------------------- runs

export const runStates = [
  'queued',
  'running',
  'paused',
  'completed',
  'failed',
  'cancelled',
  'interrupted',
] as const;
export type RunState = (typeof runStates)[number];

export const metricValuesSchema = z.record(z.string(), z.number());
export type MetricValues = z.infer<typeof metricValuesSchema>;

/** Naive forecasters and counters that a network must beat, measured on the same split. */
export const baselineSchema = z.object({
  /** "last-value", "seasonal-24", "6-gram". */
  name: z.string(),
  /** In words, for the line on the chart: "yesterday repeated". */
  label: z.string(),
  /** By metric: `val/mse`, `test/mse`. */
  metrics: metricValuesSchema,
});
export type Baseline = z.infer<typeof baselineSchema>;

/** Where and with what a run was computed; written once when training starts. */
export const environmentSchema = z.object({
  unroll: z.string(),
  tensorflow: z.string(),
  /** "cpu", "gpu", "wasm". */
  device: z.string(),
  /** Kernel that ran the recurrence: "tensorflow-block", "reference". */
  kernel: z.string(),
  threads: z.number().int(),
  processor: z.string(),
  node: z.string(),
  platform: z.string(),
});
export type RunEnvironment = z.infer<typeof environmentSchema>;

export const modelFactsSchema = z.object({
  parameters: z.number().int(),
  /** Optimiser steps in one epoch. */
  stepsPerEpoch: z.number().int(),
  /** Task's own figures in words: vocabulary 65, windows 8,521. */
  details: z.array(z.tuple([z.string(), z.string()])),
});
export type ModelFacts = z.infer<typeof modelFactsSchema>;

export const runSchema = z.object({
  id,
  projectId: id,
  datasetId: id,
  datasetHash: z.string(),
  /** Two words and a number: "brave-otter-12". Unique. */
  name: z.string(),
  task: z.string(),
  /** Every setting, defaults included. */
  settings: settingsRecordSchema,
  seed: z.number().int(),
  state: z.enum(runStates),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  /** Seconds of training so far, over all continuations. */
  seconds: z.number(),
  step: z.number().int(),
  epoch: z.number(),
  stepsPerSecond: z.number().nullable(),
  /** Estimated seconds to the end; null when unknown. */
  remainingSeconds: z.number().nullable(),
  environment: environmentSchema.nullable(),
  facts: modelFactsSchema.nullable(),
  baselines: z.array(baselineSchema),
  /** Best value by each metric's own direction. */
  best: metricValuesSchema,
  /** Step at which the primary metric was best. */
  bestStep: z.number().int().nullable(),
  /** Last value of each metric. */
  last: metricValuesSchema,
  /** Measured once at the end with the best checkpoint. */
  test: metricValuesSchema,
  /** One plain sentence once ended: what it beat, what would help. */
  verdict: z.string().nullable(),
  problem: problemSchema.nullable(),
  tags: z.array(z.string()),
  notes: z.string(),
  /** Position in the colour palette, kept for the run's life. */
  color: z.number().int(),
  /** Folder with config.yaml, metrics.jsonl and checkpoints. */
  directory: z.string(),
  removedAt: time.nullable(),
});
export type Run = z.infer<typeof runSchema>;

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

export const runEventSchema = z.object({
  id,
  runId: id,
  at: time,
  step: z.number().int().nullable(),
  level: z.enum(['info', 'warning', 'error']),
  code: z.string(),
  message: z.string(),
});
export type RunEvent = z.infer<typeof runEventSchema>;

export const checkpointSchema = z.object({
  id,
  runId: id,
  /** "best", "last" or "step". */
  kind: z.enum(['best', 'last', 'step']),
  step: z.number().int(),
  path: z.string(),
  bytes: z.number().int(),
  createdAt: time,
});
export type Checkpoint = z.infer<typeof checkpointSchema>;

// ------------------------------------------------------------ sample outputs

export const textSampleSchema = z.object({
  kind: z.literal('text'),
  step: z.number().int(),
  prompt: z.string(),
  text: z.string(),
});

/** One window of one channel: what came before, the truth and the forecast, in original units. */
export const forecastSampleSchema = z.object({
  kind: z.literal('forecast'),
  step: z.number().int(),
  channel: z.string(),
  history: z.array(z.number()),
  truth: z.array(z.number()),
  forecast: z.array(z.number()),
  /** Naive forecast of the same window: the strongest baseline. */
  baseline: z.array(z.number()),
  baselineLabel: z.string(),
  /** ISO times of history followed by horizon; empty without a time column. */
  times: z.array(z.string()),
});

export const sampleSchema = z.discriminatedUnion('kind', [textSampleSchema, forecastSampleSchema]);
export type Sample = z.infer<typeof sampleSchema>;
export type TextSample = z.infer<typeof textSampleSchema>;
export type ForecastSample = z.infer<typeof forecastSampleSchema>;

// -------------------------------------------------------------- comparison

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
