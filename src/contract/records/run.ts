import { z } from 'zod';
import { settingsRecordSchema } from '../settings.ts';
import { id, problemSchema, time, wordDataSchema } from './fields.ts';

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
  /** Number format of the recurrent products: "fp32", "mixed"; unknown in records of old. */
  precision: z.string().optional(),
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

/** Where a run comes from that another program recorded. */
export const runSourceSchema = z.object({
  tool: z.enum(['optuna', 'mlflow', 'tensorboard']),
  /** File or folder that it was read from. */
  path: z.string(),
  /** The metric that decides "best". */
  primaryMetric: z.string(),
});
export type RunSource = z.infer<typeof runSourceSchema>;

/** A guess before the first step, good to about a factor of two; a rehearsal or the run says better. */
export const estimateSchema = z.object({
  /** Until the last epoch, the last step or the time limit; early stopping may end sooner. */
  seconds: z.number(),
  limitedByTime: z.boolean(),
  epochs: z.number(),
  parameters: z.number(),
  /** Resident memory of the trainer. */
  bytes: z.number(),
});
export type Estimate = z.infer<typeof estimateSchema>;

/** What a run was expected to take before it started. */
export const runEstimateSchema = z.object({
  /** Of training, for this many steps. */
  seconds: z.number(),
  steps: z.number(),
  /** Resident memory at most. */
  bytes: z.number(),
  /** From a rehearsal; else from the sizes and the pace of earlier runs. */
  measured: z.boolean(),
});
export type RunEstimate = z.infer<typeof runEstimateSchema>;

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
  /** Null where nothing was expected. */
  estimate: runEstimateSchema.nullable(),
  /** Null for runs of Unroll's own. */
  source: runSourceSchema.nullable(),
  /** Put away: hidden from the table unless asked for. */
  archivedAt: time.nullable(),
  removedAt: time.nullable(),
});
export type Run = z.infer<typeof runSchema>;

export const runEventSchema = z.object({
  id,
  runId: id,
  at: time,
  step: z.number().int().nullable(),
  level: z.enum(['info', 'warning', 'error']),
  code: z.string(),
  message: z.string(),
  /** What `message` is made of, so that a window can say it in its own language. */
  data: wordDataSchema.optional(),
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
