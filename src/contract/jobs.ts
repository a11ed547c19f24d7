import { z } from 'zod';
import {
  adaptationSchema,
  classifiedSchema,
  classifyInputSchema,
  fileTranscriptionSchema,
  generateOptionsSchema,
  probeResultSchema,
  rehearsalResultSchema,
  translatedSentenceSchema,
  translateOptionsSchema,
  writtenTokenSchema,
} from './answers/index.ts';
import {
  backtestOptionsSchema,
  backtestResultSchema,
  composeOptionsSchema,
  compositionSchema,
  forecastResultSchema,
  importedWeightsSchema,
  inspectionSchema,
  memorySampleSchema,
  metricValuesSchema,
  rateSearchSchema,
  weightExportFormats,
  weightInspectionSchema,
  weightMappingSchema,
} from './records/index.ts';
import { settingsRecordSchema } from './settings.ts';

/** What a trainer is started for. One process does one job and ends. */

const dataFile = z.object({
  path: z.string(),
  format: z.string(),
  compression: z.string().nullable(),
  hash: z.string(),
});
/** Enough to read a data set again exactly as it was inspected. */
export type DataFile = z.infer<typeof dataFile>;

const model = z.object({
  task: z.string(),
  data: dataFile,
  settings: settingsRecordSchema,
  /** Run folder; the trainer writes `metrics.jsonl` and `checkpoints/` there, nothing else. */
  directory: z.string(),
});

export const jobSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('inspect'), path: z.string(), format: z.string().nullable() }),
  model.extend({
    kind: z.literal('train'),
    resume: z.boolean(),
    /** File of measured kernel times that all runs share; without it nothing is measured. */
    kernelTimes: z.string().optional(),
    /** A part of a training, as population based training gives it. */
    stretch: z
      .object({
        /** The run whose last checkpoint is gone on from; null begins with new weights. */
        from: z.object({ directory: z.string(), run: z.string() }).nullable(),
        /** Where it ends, although schedules go as for the whole training. */
        untilStep: z.number().int().min(1).nullable(),
        untilEpoch: z.number().int().min(1).nullable(),
      })
      .optional(),
  }),
  model.extend({
    kind: z.literal('evaluate'),
    split: z.enum(['val', 'test']),
    adaptation: adaptationSchema.optional(),
  }),
  model.extend({ kind: z.literal('generate'), options: generateOptionsSchema }),
  /** Forecasts the steps after the last row. */
  model.extend({ kind: z.literal('forecast') }),
  /** Forecasts from many rows of a part and measures it. */
  model.extend({ kind: z.literal('backtest'), options: backtestOptionsSchema }),
  /** Writes down what is said in recordings. */
  model.extend({ kind: z.literal('transcribe'), paths: z.array(z.string()).min(1).max(10_000) }),
  model.extend({ kind: z.literal('translate'), options: translateOptionsSchema }),
  /** Looks at weights that another program stored. */
  z.object({ kind: z.literal('inspect-weights'), path: z.string() }),
  /** Finds what of them becomes which parameter, and writes the checkpoints where that is wished. */
  model.extend({
    kind: z.literal('import-weights'),
    path: z.string(),
    wishes: z.record(z.string(), z.string()),
    /** Without it nothing is written. */
    apply: z.boolean(),
    /** Parameters without a source may keep their first values. */
    partial: z.boolean(),
  }),
  /** Looks at how the network remembers. */
  model.extend({ kind: z.literal('diagnose') }),
  /** Tells what sequences in files, or texts, are. */
  model.extend({ kind: z.literal('classify'), wanted: classifyInputSchema }),
  /** Writes music. */
  model.extend({ kind: z.literal('compose'), options: composeOptionsSchema }),
  /** The loss while the learning rate rises exponentially from `low` to `high`. */
  model.extend({
    kind: z.literal('find-rate'),
    low: z.number().positive(),
    high: z.number().positive(),
    steps: z.number().int().min(20).max(10_000),
  }),
  /** Writes the best weights for other programs into a new folder. */
  model.extend({
    kind: z.literal('export-weights'),
    run: z.string(),
    target: z.string(),
    format: z.enum(weightExportFormats),
    /** Measured with these weights. */
    metrics: metricValuesSchema,
  }),
  /** Trains for a moment, to tell what the whole would take. */
  model.extend({ kind: z.literal('rehearse'), kernelTimes: z.string().optional() }),
  z.object({ kind: z.literal('probe') }),
]);
export type Job = z.infer<typeof jobSchema>;
export type JobKind = Job['kind'];
export type JobOf<K extends JobKind> = Extract<Job, { kind: K }>;

export const jobResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('inspect'), inspection: inspectionSchema }),
  z.object({
    kind: z.literal('train'),
    status: z.enum(['completed', 'paused', 'cancelled']),
    test: metricValuesSchema,
    verdict: z.string().nullable(),
  }),
  z.object({ kind: z.literal('evaluate'), metrics: metricValuesSchema }),
  z.object({
    kind: z.literal('generate'),
    text: z.string(),
    tokens: z.number().int(),
    /** Where alternatives were asked for. */
    written: z.array(writtenTokenSchema),
  }),
  z.object({ kind: z.literal('forecast'), result: forecastResultSchema }),
  z.object({ kind: z.literal('backtest'), result: backtestResultSchema }),
  z.object({ kind: z.literal('transcribe'), results: z.array(fileTranscriptionSchema) }),
  z.object({ kind: z.literal('translate'), sentences: z.array(translatedSentenceSchema) }),
  z.object({ kind: z.literal('inspect-weights'), inspection: weightInspectionSchema }),
  z.object({
    kind: z.literal('import-weights'),
    mapping: weightMappingSchema,
    /** Null where nothing was written. */
    imported: importedWeightsSchema.nullable(),
  }),
  z.object({ kind: z.literal('classify'), results: z.array(classifiedSchema) }),
  z.object({ kind: z.literal('compose'), composition: compositionSchema }),
  z.object({ kind: z.literal('find-rate'), search: rateSearchSchema }),
  z.object({ kind: z.literal('export-weights'), files: z.array(z.string()) }),
  z.object({ kind: z.literal('diagnose'), sample: memorySampleSchema }),
  z.object({ kind: z.literal('rehearse'), result: rehearsalResultSchema }),
  z.object({ kind: z.literal('probe'), result: probeResultSchema }),
]);
export type JobResult = z.infer<typeof jobResultSchema>;
export type JobResultOf<K extends JobKind> = Extract<JobResult, { kind: K }>;
