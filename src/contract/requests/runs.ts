import { z } from 'zod';
import { adaptationSchema, rehearsalResultSchema } from '../answers/index.ts';
import { id } from '../records/fields.ts';
import {
  checkpointSchema,
  comparisonSchema,
  estimateSchema,
  metricSeriesSchema,
  metricValuesSchema,
  problemSchema,
  rateSearchSchema,
  runEstimateSchema,
  runEventSchema,
  runSchema,
  sampleSchema,
} from '../records/index.ts';
import { settingsRecordSchema } from '../settings.ts';
import { none } from './nothing.ts';
import { ticket } from './ticket.ts';

/** What would be trained, checked but not started. */
const plan = z.object({
  settings: settingsRecordSchema,
  problems: z.array(
    z.object({ setting: z.string(), message: z.string(), problem: problemSchema.optional() }),
  ),
  /** YAML of the settings that differ from the defaults. */
  yaml: z.string(),
});
export type Plan = z.infer<typeof plan>;

const newRun = z.object({
  datasetId: id,
  task: z.string(),
  settings: settingsRecordSchema,
  name: z.string().max(100).optional(),
  /** Without it the oldest project. */
  projectId: id.optional(),
  tags: z.array(z.string().max(60)).optional(),
  /** What it is expected to take, to be held against what it takes. */
  estimate: runEstimateSchema.optional(),
});
export type NewRun = z.infer<typeof newRun>;

/** Requests about runs, their settings and their metrics. */
export const runRequests = {
  /** Checks settings given as values or as YAML against a task. */
  'runs.plan': {
    input: z.object({
      task: z.string(),
      datasetId: id.optional(),
      settings: settingsRecordSchema.optional(),
      yaml: z.string().max(100_000).optional(),
    }),
    output: plan,
  },
  /** What a training would take, from sizes and the pace of earlier runs; null where nothing tells. */
  'runs.estimate': {
    input: z.object({ datasetId: id, task: z.string(), settings: settingsRecordSchema }),
    output: estimateSchema.nullable(),
  },
  /** Trains for a moment (at most about 20 s) to tell what the whole would take. */
  'runs.rehearse': {
    input: z.object({ datasetId: id, task: z.string(), settings: settingsRecordSchema, ticket }),
    output: rehearsalResultSchema,
  },
  'runs.create': { input: newRun, output: runSchema },
  /** All of them or none, in the order given: runs that start together share the cores. */
  'runs.createAll': { input: z.array(newRun).min(1).max(500), output: z.array(runSchema) },
  'runs.list': { input: none, output: z.array(runSchema) },
  'runs.get': { input: z.object({ id }), output: runSchema },
  'runs.pause': { input: z.object({ id }), output: none },
  'runs.resume': { input: z.object({ id }), output: runSchema },
  'runs.cancel': { input: z.object({ id }), output: none },
  'runs.remove': { input: z.object({ id }), output: none },
  'runs.restore': { input: z.object({ id }), output: runSchema },
  'runs.update': {
    input: z.object({
      id,
      name: z.string().min(1).max(100).optional(),
      tags: z.array(z.string().min(1).max(60)).max(20).optional(),
      notes: z.string().max(100_000).optional(),
    }),
    output: runSchema,
  },
  /** Ids of the runs that pass a filter (`lr < 1e-3 and cell = gru`), newest first. */
  'runs.find': {
    input: z.object({ filter: z.string().max(2000), projectId: id.optional() }),
    output: z.array(id),
  },
  /** Puts runs away, or takes them out again. */
  'runs.archive': {
    input: z.object({ ids: z.array(id).min(1).max(10_000), archived: z.boolean() }),
    output: z.array(runSchema),
  },
  /**
   * Trains a run's settings again: with the next seeds that no equal run has, or with the same seed, to
   * measure how far a repeated run lies apart.
   */
  'runs.replicate': {
    input: z.object({ id, count: z.number().int().min(1).max(20), sameSeed: z.boolean() }),
    output: z.array(runSchema),
  },
  /** Takes over runs of Optuna, MLflow or TensorBoard: all of them or none. */
  'runs.import': {
    input: z.object({ path: z.string().min(1), projectId: id.optional() }),
    output: z.array(runSchema),
  },
  /** Adds tags to runs and takes others away. */
  'runs.tag': {
    input: z.object({
      ids: z.array(id).min(1).max(10_000),
      add: z.array(z.string().min(1).max(60)).max(20),
      drop: z.array(z.string().min(1).max(60)).max(20),
    }),
    output: z.array(runSchema),
  },
  /** All of them or, where one is still training, none. */
  'runs.removeAll': { input: z.object({ ids: z.array(id).min(1).max(10_000) }), output: none },
  'runs.restoreAll': {
    input: z.object({ ids: z.array(id).min(1).max(10_000) }),
    output: z.array(runSchema),
  },
  /** Puts runs into another project. */
  'runs.move': {
    input: z.object({ ids: z.array(id).min(1).max(10_000), projectId: id }),
    output: z.array(runSchema),
  },
  'runs.events': { input: z.object({ id }), output: z.array(runEventSchema) },
  'runs.checkpoints': { input: z.object({ id }), output: z.array(checkpointSchema) },
  'runs.samples': { input: z.object({ id }), output: z.array(sampleSchema) },
  'runs.compare': {
    input: z.object({ ids: z.array(id).min(1).max(50) }),
    output: comparisonSchema,
  },
  /** Measures the best checkpoint again on one split; metrics carry the split: `test/mse`. */
  'runs.evaluate': {
    input: z.object({
      id,
      split: z.enum(['val', 'test']),
      /** Language models only. */
      adaptation: adaptationSchema.optional(),
      ticket,
    }),
    output: metricValuesSchema,
  },
  'metrics.names': {
    input: z.object({ runIds: z.array(id).max(200) }),
    output: z.array(z.string()),
  },
  'metrics.series': {
    input: z.object({
      runIds: z.array(id).max(200),
      metrics: z.array(z.string()).max(50),
      /** Buckets at most for each series. */
      maxPoints: z.number().int().min(10).max(100_000),
    }),
    output: z.array(metricSeriesSchema),
  },
  /** The loss while the learning rate rises; trains a network of its own, which is thrown away. */
  'rates.find': {
    input: z.object({
      datasetId: id,
      task: z.string(),
      settings: settingsRecordSchema,
      low: z.number().positive().default(1e-6),
      high: z.number().positive().default(1),
      steps: z.number().int().min(20).max(10_000).default(100),
      ticket,
    }),
    output: rateSearchSchema,
  },
} as const;
