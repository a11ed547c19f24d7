import { z } from 'zod';
import { settingsRecordSchema } from '../settings.ts';
import { id, problemSchema, time } from './fields.ts';
import { constraintSchema, parameterSchema, parameterValuesSchema } from './search-space.ts';

/** Hyperparameter searches and their trials. */

export const studyStates = ['running', 'paused', 'interrupted', 'completed', 'failed'] as const;
export type StudyState = (typeof studyStates)[number];

/** What a study makes small or large: a metric's name, `parameters` or `seconds`. */
export const objectiveSchema = z
  .object({ name: z.string(), direction: z.enum(['min', 'max']) })
  .readonly();
export type StudyObjective = z.infer<typeof objectiveSchema>;

/** A sampler or pruner by its id, with the options that differ from their defaults. */
export const methodChoiceSchema = z
  .object({ id: z.string(), options: z.exactOptional(settingsRecordSchema) })
  .readonly();
export type MethodChoice = z.infer<typeof methodChoiceSchema>;

/** Of all trials of a study together. */
export const mostSteps = 1_000_000_000_000;

/** When a study has enough; what is absent does not end it. */
export const studyLimitsSchema = z.object({
  /** Trials in all, those already there included. */
  trials: z.exactOptional(z.number().int().min(1).max(100_000)),
  /** Minutes in which trials may be started, over all continuations. */
  minutes: z.exactOptional(z.number().gt(0).max(1_000_000)),
  /** Optimiser steps of all trials together. */
  steps: z.exactOptional(z.number().int().min(1).max(mostSteps)),
  /** Trials in a row that did not improve the first objective. */
  patience: z.exactOptional(z.number().int().min(1)),
});
export type StudyLimits = z.infer<typeof studyLimitsSchema>;

const attribute = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.number()).readonly(),
]);

export const trialStates = ['running', 'completed', 'pruned', 'failed'] as const;

export const trialSchema = z
  .object({
    /** 0, 1, 2… in the order of asking. */
    number: z.number().int().min(0),
    state: z.enum(trialStates),
    values: parameterValuesSchema,
    /** One for each objective; null unless completed. */
    results: z.array(z.number()).readonly().nullable(),
    /** Measured on the way, one value for each objective. */
    reports: z
      .array(
        z.object({ step: z.number().int(), values: z.array(z.number()).readonly() }).readonly(),
      )
      .readonly(),
    violations: z.array(z.number()).readonly(),
    /** Why these values: one sentence. */
    proposed: z.string(),
    /** Why it ended as it did: one sentence; null while it runs. */
    stopped: z.string().nullable(),
    /** The trial whose checkpoint it goes on from. */
    continues: z.object({ trial: z.number().int(), step: z.number().int() }).readonly().nullable(),
    /** The step at which it is to end, where its sampler gives it only a part of a training. */
    until: z.number().int().nullable(),
    attributes: z.record(z.string(), attribute).readonly(),
    /** The how many-th to end, from 0. */
    ended: z.number().int().nullable(),
  })
  .readonly();
export type StudyTrialState = (typeof trialStates)[number];

/** A trial with the run that trained it; null where a script measured it. */
export const studyTrialSchema = z.object({
  studyId: id,
  runId: id.nullable(),
  startedAt: time,
  finishedAt: time.nullable(),
  trial: trialSchema,
});
export type StudyTrial = z.infer<typeof studyTrialSchema>;

export const studySchema = z.object({
  id,
  projectId: id,
  datasetId: id,
  /** Unique. */
  name: z.string(),
  task: z.string(),
  /** Settings that every trial shares; the rest stands at the task's defaults. */
  settings: settingsRecordSchema,
  parameters: z.array(parameterSchema).readonly(),
  constraints: z.array(constraintSchema).readonly(),
  objectives: z.array(objectiveSchema).readonly(),
  sampler: methodChoiceSchema,
  pruner: methodChoiceSchema,
  seed: z.number().int(),
  /** False: a script asks for its trials and tells what it measured. */
  trains: z.boolean(),
  limits: studyLimitsSchema,
  /** Trials that run at the same time. */
  parallel: z.number().int().min(1),
  /** Names of the earlier studies whose trials it knows. */
  warmStart: z.array(z.string()).readonly(),
  state: z.enum(studyStates),
  createdAt: time,
  finishedAt: time.nullable(),
  /** Seconds at work so far, over all continuations. */
  seconds: z.number(),
  /** Optimiser steps that its trials have taken together; none where a script measures them. */
  steps: z.number().int(),
  counts: z.object({
    running: z.number().int(),
    completed: z.number().int(),
    pruned: z.number().int(),
    failed: z.number().int(),
    /** Hand-made trials that wait. */
    waiting: z.number().int(),
  }),
  /** The completed trial with the best first objective. */
  best: z
    .object({
      number: z.number().int(),
      runId: id.nullable(),
      values: parameterValuesSchema,
      results: z.array(z.number()).readonly(),
    })
    .nullable(),
  /** Why it ended or stands still: one sentence. */
  reason: z.string().nullable(),
  problem: problemSchema.nullable(),
  removedAt: time.nullable(),
});
export type StudyEntry = z.infer<typeof studySchema>;

/** What is asked for when a study is made. */
export const newStudySchema = z.object({
  datasetId: id,
  task: z.string(),
  settings: settingsRecordSchema,
  name: z.string().min(1).max(100).optional(),
  /** Without it the oldest project. */
  projectId: id.optional(),
  /** The space as YAML, as in `--space FILE.yaml`; without it the task's own first choice. */
  space: z.string().max(100_000).optional(),
  /** Metrics, `parameters` or `seconds`; `val/loss` stands for the task's deciding metric. */
  objectives: z.array(z.string()).min(1).max(5).optional(),
  sampler: methodChoiceSchema.optional(),
  pruner: methodChoiceSchema.optional(),
  seed: z.number().int().min(0).max(0xffffffff).optional(),
  limits: studyLimitsSchema.optional(),
  parallel: z.number().int().min(1).max(256).optional(),
  /** Trials by hand that are made before the sampler proposes any, in this order. */
  queue: z.array(parameterValuesSchema).max(1000).optional(),
  /** Whether trials of earlier studies on the same kind of work are made use of. */
  warmStart: z.boolean().optional(),
  /** False: trials are asked for and told by a script, and nothing is trained. */
  trains: z.boolean().optional(),
});
export type NewStudy = z.infer<typeof newStudySchema>;
