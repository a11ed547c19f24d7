import { z } from 'zod';
import { jobResultSchema, jobSchema } from './jobs.ts';
import {
  baselineSchema,
  environmentSchema,
  metricPointSchema,
  modelFactsSchema,
  problemSchema,
  sampleSchema,
  wordDataSchema,
} from './records/index.ts';

/** Engine <-> trainer; a trainer's last message is `finished` or `failed`. */

export const engineMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), job: jobSchema }),
  /** Write a checkpoint and end; the run can be resumed exactly. */
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('cancel') }),
]);
export type EngineMessage = z.infer<typeof engineMessageSchema>;

export const trainerMessageSchema = z.discriminatedUnion('type', [
  /** The process is up and waits for `start`. */
  z.object({ type: z.literal('ready'), pid: z.number().int() }),
  /** Before the first step; on a resume `step` is where it goes on, and later points are void. */
  z.object({
    type: z.literal('started'),
    step: z.number().int(),
    environment: environmentSchema,
    facts: modelFactsSchema,
  }),
  z.object({ type: z.literal('baselines'), baselines: z.array(baselineSchema) }),
  /** At most about 20 a second, each with all points since the last one. */
  z.object({
    type: z.literal('report'),
    points: z.array(metricPointSchema),
    remainingSeconds: z.number().nullable(),
    stepsPerSecond: z.number().nullable(),
  }),
  z.object({
    type: z.literal('event'),
    level: z.enum(['info', 'warning', 'error']),
    code: z.string(),
    message: z.string(),
    step: z.number().int().nullable(),
    data: wordDataSchema.optional(),
  }),
  z.object({
    type: z.literal('checkpoint'),
    kind: z.enum(['best', 'last', 'step']),
    step: z.number().int(),
    path: z.string(),
    bytes: z.number().int(),
    /** Step files that were removed to keep the newest. */
    removed: z.array(z.string()),
  }),
  z.object({ type: z.literal('sample'), sample: sampleSchema }),
  /** Long work that is not training: reading a file, evaluating. `done` is 0 to 1. */
  z.object({ type: z.literal('progress'), label: z.string(), done: z.number() }),
  z.object({ type: z.literal('token'), text: z.string() }),
  z.object({ type: z.literal('finished'), result: jobResultSchema }),
  z.object({ type: z.literal('failed'), problem: problemSchema }),
]);
export type TrainerMessage = z.infer<typeof trainerMessageSchema>;
