import { z } from 'zod';
import { settingsRecordSchema } from '../settings.ts';
import { id, time } from './fields.ts';
import { datasetSummarySchema } from './summaries/index.ts';

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
