import { z } from 'zod';
import { id } from '../records/fields.ts';
import {
  datasetSchema,
  metricPointSchema,
  runEventSchema,
  runSchema,
  sampleSchema,
  studySchema,
  studyTrialSchema,
} from '../records/index.ts';
import { statusSchema } from './application.ts';

/** What the engine tells without being asked. */
export const noticeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('dataset'), dataset: datasetSchema }),
  z.object({ type: z.literal('dataset-removed'), id }),
  z.object({ type: z.literal('run'), run: runSchema }),
  z.object({ type: z.literal('run-removed'), id }),
  z.object({ type: z.literal('study'), study: studySchema }),
  z.object({ type: z.literal('study-removed'), id }),
  z.object({ type: z.literal('trial'), trial: studyTrialSchema }),
  z.object({ type: z.literal('points'), runId: id, points: z.array(metricPointSchema) }),
  /** After a resume from a checkpoint: points above this step are void. */
  z.object({ type: z.literal('points-void'), runId: id, afterStep: z.number().int() }),
  z.object({ type: z.literal('event'), event: runEventSchema }),
  z.object({ type: z.literal('sample'), runId: id, sample: sampleSchema }),
  z.object({
    ...{ type: z.literal('progress'), label: z.string(), done: z.number() },
    /** Of the work that was asked for with it. */
    ticket: z.string().optional(),
  }),
  z.object({ type: z.literal('token'), ticket: z.string(), text: z.string() }),
  z.object({ type: z.literal('status'), status: statusSchema }),
]);
export type Notice = z.infer<typeof noticeSchema>;
