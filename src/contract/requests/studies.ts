import { z } from 'zod';
import { id } from '../records/fields.ts';
import {
  constraintSchema,
  newStudySchema,
  parameterSchema,
  parameterValuesSchema,
  problemSchema,
  studyLandscapeSchema,
  studyLimitsSchema,
  studySchema,
  studyTrialSchema,
  trialSchema,
} from '../records/index.ts';
import type { Setting } from '../settings.ts';
import { none } from './nothing.ts';

/** What would be searched, checked but not started. */
const studyPlan = z.object({
  parameters: z.array(parameterSchema).readonly(),
  constraints: z.array(constraintSchema).readonly(),
  /** The same as YAML, each setting under its help. */
  yaml: z.string(),
  problems: z.array(z.object({ where: z.string(), message: z.string(), problem: problemSchema })),
});
export type StudyPlan = z.infer<typeof studyPlan>;

/** A sampler or pruner as a form offers it. */
export interface StudyMethod {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly options: readonly Setting[];
  /** Whether a sampler itself decides which networks go on, so that no pruner fits beside it. */
  readonly judges: boolean;
}

/** Requests about hyperparameter searches. */
export const studyRequests = {
  'studies.list': { input: none, output: z.array(studySchema) },
  'studies.get': { input: z.object({ id }), output: studySchema },
  'studies.trials': { input: z.object({ id }), output: z.array(studyTrialSchema) },
  /** What the trials say of the settings, for one objective (the first unless told otherwise). */
  'studies.landscape': {
    input: z.object({
      id,
      objective: z.number().int().min(0).optional(),
      contour: z.tuple([z.string(), z.string()]).optional(),
    }),
    output: studyLandscapeSchema,
  },
  /** For other programs: JSON as text, or an SQLite file that Optuna opens. */
  'studies.export': {
    input: z.object({ id, format: z.enum(['json', 'optuna']) }),
    output: z.object({
      name: z.string(),
      contents: z.union([z.string(), z.custom<Uint8Array>((value) => value instanceof Uint8Array)]),
    }),
  },
  'studies.methods': {
    input: none,
    output: z.object({
      samplers: z.custom<readonly StudyMethod[]>(Array.isArray),
      pruners: z.custom<readonly StudyMethod[]>(Array.isArray),
    }),
  },
  /** Settings that a search of this task may vary. */
  'studies.searchable': {
    input: z.object({ task: z.string() }),
    output: z.custom<readonly Setting[]>(Array.isArray),
  },
  'studies.plan': { input: newStudySchema, output: studyPlan },
  /** Makes a study and starts it. */
  'studies.create': { input: newStudySchema, output: studySchema },
  'studies.pause': { input: z.object({ id }), output: studySchema },
  'studies.resume': { input: z.object({ id }), output: studySchema },
  /** Ends it: trials at work count as stopped early. */
  'studies.end': { input: z.object({ id }), output: studySchema },
  /** Other limits or another number of trials at once; a study that had enough goes on. */
  'studies.extend': {
    input: z.object({
      id,
      limits: studyLimitsSchema,
      parallel: z.number().int().min(1).max(256).optional(),
    }),
    output: studySchema,
  },
  /** Lines up a hand-made trial to be the next. */
  'studies.enqueue': {
    input: z.object({ id, values: parameterValuesSchema }),
    output: studySchema,
  },
  /** For scripts that measure by themselves: the next trial, or null when nothing is left to try. */
  'studies.ask': { input: z.object({ id }), output: trialSchema.nullable() },
  'studies.report': {
    input: z.object({
      id,
      number: z.number().int().min(0),
      step: z.number().int().min(1),
      values: z.array(z.number()).min(1).max(5),
    }),
    output: z.object({ prune: z.boolean(), why: z.string() }),
  },
  'studies.tell': {
    input: z.object({
      id,
      number: z.number().int().min(0),
      /** One for each objective; absent for a trial that failed or was stopped early. */
      results: z.array(z.number()).min(1).max(5).optional(),
      state: z.enum(['completed', 'pruned', 'failed']),
      why: z.string().max(500).optional(),
    }),
    output: trialSchema,
  },
  'studies.rename': {
    input: z.object({ id, name: z.string().min(1).max(100) }),
    output: studySchema,
  },
  'studies.remove': { input: z.object({ id }), output: none },
  'studies.restore': { input: z.object({ id }), output: studySchema },
} as const;
