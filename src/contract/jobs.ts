import { z } from 'zod';
import {
  backtestOptionsSchema,
  backtestResultSchema,
  baselineSchema,
  composeOptionsSchema,
  compositionSchema,
  environmentSchema,
  forecastResultSchema,
  inspectionSchema,
  memorySampleSchema,
  metricPointSchema,
  metricValuesSchema,
  modelFactsSchema,
  problemSchema,
  rateSearchSchema,
  sampleSchema,
  shownInputSchema,
  weightExportFormats,
  weightInspectionSchema,
  weightMappingSchema,
  wordDataSchema,
} from './records/index.ts';
import { settingsRecordSchema } from './settings.ts';

/** Engine <-> trainer. One process does one job and ends; the last message is `finished` or `failed`. */

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

export const generateOptionsSchema = z.object({
  prompt: z.string().max(100_000),
  /** Tokens to write. */
  length: z.number().int().min(1).max(100_000),
  /** 0 takes the likeliest token each time. */
  temperature: z.number().min(0).max(10),
  /** 0 keeps all. */
  topK: z.number().int().min(0),
  /** 1 keeps all. */
  topP: z.number().gt(0).max(1),
  seed: z.number().int().min(0).max(0xffffffff),
  /** Ends when this text appears; empty never. */
  stop: z.string(),
  /** Least probability as a share of the likeliest token's (Nguyen et al. 2024); 0 keeps all. */
  minP: z.number().min(0).max(1).optional(),
  /** Scores of the last 64 tokens are divided by this (Keskar et al. 2019); 1 leaves them. */
  repetitionPenalty: z.number().min(1).max(10).optional(),
  /** Texts kept beside each other, of which the likeliest is written; 1 draws token by token. */
  beam: z.number().int().min(1).max(64).optional(),
  /** Other tokens told at each place, with probabilities; 0 tells nothing. */
  alternatives: z.number().int().min(0).max(20).optional(),
});
export type GenerateOptions = z.infer<typeof generateOptionsSchema>;

/** One written token, and what else might have stood there. */
export const writtenTokenSchema = z.object({
  text: z.string(),
  /** As the network has it: before temperature and cuts. */
  probability: z.number(),
  /** The likeliest tokens, whichever was written. */
  alternatives: z.array(z.object({ text: z.string(), probability: z.number() })),
});
export type WrittenToken = z.infer<typeof writtenTokenSchema>;

/** How a language model goes on learning from what it is measured on. */
export const adaptationSchema = z.object({
  /** Neural cache (Grave et al. 2017). */
  cache: z
    .object({
      size: z.number().int().min(1).max(100_000),
      theta: z.number().min(0).max(100),
      share: z.number().min(0).max(0.99),
    })
    .optional(),
  /** Dynamic evaluation (Krause et al. 2018). */
  dynamic: z
    .object({
      rate: z.number().min(0).max(1),
      decay: z.number().min(0).max(1),
      /** Tokens after which weights move. */
      segment: z.number().int().min(1).max(1000),
    })
    .optional(),
});
export type Adaptation = z.infer<typeof adaptationSchema>;

export const translateOptionsSchema = z.object({
  sentences: z.array(z.string().max(20_000)).min(1).max(10_000),
  /** Translations kept beside each other; 1 takes the likeliest token each time. */
  beam: z.number().int().min(1).max(64),
  /** Exponent of the length penalty (Wu et al. 2016). */
  lengthPenalty: z.number().min(0).max(5),
  /** Weight of the coverage penalty (Wu et al. 2016). */
  coveragePenalty: z.number().min(0).max(10),
  /** Translations returned for each sentence, at most `beam`. */
  alternatives: z.number().int().min(1).max(64),
});
export type TranslateOptions = z.infer<typeof translateOptionsSchema>;

export const classifyInputSchema = z.object({
  paths: z.array(z.string().min(1)).max(10_000),
  texts: z.array(z.string().max(1_000_000)).max(10_000),
});
export type ClassifyInput = z.infer<typeof classifyInputSchema>;

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

export const engineMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), job: jobSchema }),
  /** Write a checkpoint and end; the run can be resumed exactly. */
  z.object({ type: z.literal('pause') }),
  z.object({ type: z.literal('cancel') }),
]);
export type EngineMessage = z.infer<typeof engineMessageSchema>;

/** What was heard in a recording. */
export const transcriptionSchema = z.object({ text: z.string(), seconds: z.number() });
export type Transcription = z.infer<typeof transcriptionSchema>;

/** One file of several; a bad one does not spoil the others. */
export const fileTranscriptionSchema = z.object({
  path: z.string(),
  /** Null where the file could not be read. */
  transcription: transcriptionSchema.nullable(),
  problem: problemSchema.nullable(),
});
export type FileTranscription = z.infer<typeof fileTranscriptionSchema>;

/** A sentence and what a network makes of it. */
export const translatedSentenceSchema = z.object({
  source: z.string(),
  /** As the network reads it; the last is the sentence's end. */
  sourceTokens: z.array(z.string()),
  /** Best first. */
  hypotheses: z.array(
    z.object({
      text: z.string(),
      /** By which they are ranked: log-probability after the penalties. */
      score: z.number(),
      /** Natural logarithm, of all tokens together. */
      logProbability: z.number(),
      tokens: z.array(z.string()),
      /** For each token the weight of each source token; empty without attention. */
      attention: z.array(z.array(z.number())),
    }),
  ),
});
export type TranslatedSentence = z.infer<typeof translatedSentenceSchema>;

/** What a network says of one sequence. */
export const classifiedSequenceSchema = z.object({
  /** In its file: `row 3`. */
  name: z.string(),
  /** What the file says it is; empty where it says nothing. */
  label: z.string(),
  /** A class, a number, or a class for each step. */
  answer: z.string(),
  /** In the labels' own unit; null for classes. */
  value: z.number().nullable(),
  /** The likeliest with their probabilities, likeliest first. */
  classes: z.array(z.tuple([z.string(), z.number()])),
  /** Classes of the steps, where steps are told. */
  steps: z.array(z.string()),
  shown: shownInputSchema,
});
export type ClassifiedSequence = z.infer<typeof classifiedSequenceSchema>;

/** A file or a text; a bad one does not spoil the others. */
export const classifiedSchema = z.object({
  source: z.string(),
  sequences: z.array(classifiedSequenceSchema),
  problem: problemSchema.nullable(),
});
export type Classified = z.infer<typeof classifiedSchema>;

/** What TensorFlow is here and how fast. */
export const probeResultSchema = z.object({
  tensorflow: z.string(),
  device: z.enum(['gpu', 'cpu', 'wasm']),
  threads: z.number().int(),
  processor: z.string(),
  /** Measured on a square matrix product of 1024. */
  gflops: z.number(),
  /** Recurrent kernels that can run here. */
  kernels: z.array(z.string()),
  /** Unroll's own compiled operations; null with WebAssembly and on a GPU, which have none. */
  nativeKernels: z
    .discriminatedUnion('state', [
      z.object({
        state: z.literal('ready'),
        /** Processor instructions that they use. */
        isa: z.string(),
        threads: z.number().int(),
        operations: z.array(z.string()),
        /** The processor's arithmetic, 10^9 operations a second; bf16: null where it has none. */
        peak: z.object({ fp32: z.number(), bf16: z.number().nullable() }).nullable(),
      }),
      z.object({ state: z.enum(['off', 'absent', 'broken']), reason: z.string() }),
    ])
    .nullable(),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

/** A run of imported weights before its first step, as it was measured. */
const importedWeightsSchema = z.object({
  environment: environmentSchema,
  facts: modelFactsSchema,
  baselines: z.array(baselineSchema),
  /** `val/nats` and so on. */
  val: metricValuesSchema,
  test: metricValuesSchema,
  verdict: z.string(),
  checkpoints: z.array(
    z.object({ kind: z.enum(['best', 'last']), file: z.string(), bytes: z.number().int() }),
  ),
});
export type ImportedWeights = z.infer<typeof importedWeightsSchema>;

/** What a whole training would take, measured in a moment of it. */
export const rehearsalResultSchema = z.object({
  /** On average, with the fetching of its batch and the writing of its report. */
  stepMilliseconds: z.number(),
  /** With the samples and the checkpoint that come with it. */
  evaluationSeconds: z.number(),
  /** From the start of the process to the first step: reading the data, the baselines. */
  startSeconds: z.number(),
  /** Training and evaluations together, until the last step or the time limit. */
  seconds: z.number(),
  limitedByTime: z.boolean(),
  steps: z.number(),
  /** Resident memory of the trainer at most. */
  peakBytes: z.number(),
  parameters: z.number().int(),
  kernel: z.string(),
});
export type RehearsalResult = z.infer<typeof rehearsalResultSchema>;

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
