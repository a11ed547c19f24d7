import { z } from 'zod';
import {
  adaptationSchema,
  classifiedSchema,
  classifyInputSchema,
  fileTranscriptionSchema,
  generateOptionsSchema,
  probeResultSchema,
  rehearsalResultSchema,
  transcriptionSchema,
  translatedSentenceSchema,
  translateOptionsSchema,
  writtenTokenSchema,
} from './jobs.ts';
import {
  backtestOptionsSchema,
  backtestResultSchema,
  checkpointSchema,
  clipSoundSchema,
  comparisonSchema,
  composeOptionsSchema,
  compositionSchema,
  datasetSchema,
  estimateSchema,
  forecastResultSchema,
  memorySampleSchema,
  metricPointSchema,
  metricSeriesSchema,
  metricValuesSchema,
  projectSchema,
  rateSearchSchema,
  runEstimateSchema,
  runEventSchema,
  runSchema,
  sampleSchema,
  studySchema,
  studyTrialSchema,
  weightExportFormats,
  weightInspectionSchema,
  weightMappingSchema,
} from './records/index.ts';
import { settingsRecordSchema } from './settings.ts';
import { studyRequests } from './study-requests.ts';
import type { TaskDescriptor } from './tasks.ts';

/**
 * Everything a window (or a command) may ask of the engine. One entry is one request: the schema of
 * what goes in and of what comes out. A new request is an entry here and a handler in the workbench.
 */

const id = z.number().int().positive();
const none = z.void();

const status = z.object({
  version: z.string(),
  home: z.string(),
  device: probeResultSchema.nullable(),
  /** Trainer processes at work. */
  trainers: z.number().int(),
  /** Threads given to the runs at work, together; the cores are divided among them. */
  threads: z.number().int(),
  cores: z.number().int(),
  queued: z.number().int(),
  /** Sum over running runs. */
  stepsPerSecond: z.number(),
  /** Resident memory of the engine and its trainers, megabytes. */
  memoryMegabytes: z.number(),
  /** Room on the disk of the home folder; null until it is known. */
  diskFreeMegabytes: z.number().nullable(),
});
export type Status = z.infer<typeof status>;

/** What would be trained, checked but not started. */
const plan = z.object({
  settings: settingsRecordSchema,
  problems: z.array(z.object({ setting: z.string(), message: z.string() })),
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

const weightImport = z.object({
  /** File of weights of another program. */
  path: z.string().min(1),
  /** JSON file that numbers its tokens. */
  vocabulary: z.string().min(1).optional(),
  datasetId: id,
  task: z.string(),
  /** Win over what the weights suggest. */
  settings: settingsRecordSchema,
  /** Layer of the file by layer of the network: `output` from `decoder.fc`. */
  wishes: z.record(z.string(), z.string()).optional(),
  /** Parameters without a source may keep their random first values. */
  partial: z.boolean().optional(),
  name: z.string().max(100).optional(),
  projectId: id.optional(),
  tags: z.array(z.string().max(60)).optional(),
});
export type WeightImport = z.infer<typeof weightImport>;

export const requests = {
  'app.status': { input: none, output: status },
  'app.preferences': { input: none, output: z.record(z.string(), z.string()) },
  'app.setPreference': {
    input: z.object({ name: z.string().max(60), value: z.string().max(20_000) }),
    output: none,
  },
  'projects.list': { input: none, output: z.array(projectSchema) },
  'projects.create': {
    input: z.object({ name: z.string().min(1).max(100) }),
    output: projectSchema,
  },
  'projects.rename': {
    input: z.object({ id, name: z.string().min(1).max(100) }),
    output: projectSchema,
  },
  /** Only a project without runs. */
  'projects.remove': { input: z.object({ id }), output: none },
  'tasks.list': { input: none, output: z.custom<readonly TaskDescriptor[]>(Array.isArray) },
  'datasets.list': { input: none, output: z.array(datasetSchema) },
  /**
   * Looks at a file, copies it into the home folder and keeps it; a known file comes back as it is.
   * A folder, or a file with others that belong to it, becomes one data set in one archive.
   */
  'datasets.import': {
    input: z.object({
      path: z.string().min(1),
      others: z.array(z.string().min(1)).max(10_000).optional(),
    }),
    output: z.object({ dataset: datasetSchema, known: z.boolean() }),
  },
  /** Which of several dropped files belong together and make one data set. */
  'datasets.group': {
    input: z.object({ paths: z.array(z.string().min(1)).max(10_000) }),
    output: z.array(z.array(z.string())),
  },
  /** The bundled samples: file names under the resources folder. */
  'datasets.samples': {
    input: none,
    output: z.array(
      z.object({ id: z.string(), label: z.string(), help: z.string(), path: z.string() }),
    ),
  },
  'datasets.rename': {
    input: z.object({ id, name: z.string().min(1).max(200) }),
    output: datasetSchema,
  },
  /** One recording of a data set, to be heard and seen. */
  'datasets.clip': {
    input: z.object({ id, file: z.string().min(1).max(4096) }),
    output: clipSoundSchema,
  },
  'datasets.remove': { input: z.object({ id }), output: none },
  'datasets.restore': { input: z.object({ id }), output: datasetSchema },
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
    input: z.object({ datasetId: id, task: z.string(), settings: settingsRecordSchema }),
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
  /** Answers when the text is complete; tokens come as `token` notices with the same ticket. */
  'generate.start': {
    input: z.object({
      runId: id,
      ticket: z.string().min(1).max(60),
      options: generateOptionsSchema,
    }),
    output: z.object({
      text: z.string(),
      tokens: z.number().int(),
      written: z.array(writtenTokenSchema),
    }),
  },
  'generate.stop': { input: z.object({ ticket: z.string() }), output: none },
  ...studyRequests,
  'forecast.create': { input: z.object({ runId: id }), output: forecastResultSchema },
  /** Errors of a run and of the naive forecasts over a part, by step ahead and by time. */
  'backtest.create': {
    input: z.object({ runId: id, options: backtestOptionsSchema }),
    output: backtestResultSchema,
  },
  /** Writes down what is said in audio files, in their order. */
  'transcribe.create': {
    input: z.object({ runId: id, paths: z.array(z.string().min(1)).min(1).max(10_000) }),
    output: z.array(fileTranscriptionSchema),
  },
  /** The same for one channel of sound from a microphone. */
  'transcribe.recording': {
    input: z.object({
      runId: id,
      samples: z.custom<Float32Array>((value) => value instanceof Float32Array),
      sampleRate: z.number().int().min(1000).max(384_000),
    }),
    output: transcriptionSchema,
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
    }),
    output: rateSearchSchema,
  },
  /** What a file of weights of another program holds. */
  'weights.inspect': {
    input: z.object({ path: z.string().min(1) }),
    output: weightInspectionSchema,
  },
  /** What would become what; nothing is changed. */
  'weights.plan': {
    input: weightImport,
    output: z.object({ settings: settingsRecordSchema, mapping: weightMappingSchema }),
  },
  /** Writes a run's best weights for other programs into a new folder. */
  'weights.export': {
    input: z.object({
      runId: id,
      directory: z.string().min(1),
      format: z.enum(weightExportFormats).default('safetensors'),
    }),
    output: z.object({ files: z.array(z.string()) }),
  },
  /** Makes a paused run of them, which can be measured, used and trained further. */
  'weights.import': {
    input: weightImport,
    output: z.object({ run: runSchema, mapping: weightMappingSchema }),
  },
  'translate.create': {
    input: z.object({ runId: id, options: translateOptionsSchema }),
    output: z.array(translatedSentenceSchema),
  },
  /** How a run's best weights remember. */
  'diagnose.create': { input: z.object({ runId: id }), output: memorySampleSchema },
  /** Tells what the sequences of files, or texts, are: files first, in their order. */
  'classify.create': {
    input: z.object({ runId: id, ...classifyInputSchema.shape }),
    output: z.array(classifiedSchema),
  },
  /** Goes on from a piece, or from silence; the same as a MIDI file. */
  'compose.create': {
    input: z.object({ runId: id, options: composeOptionsSchema }),
    output: z.object({
      composition: compositionSchema,
      midi: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    }),
  },
} as const;

export type Requests = typeof requests;
export type RequestName = keyof Requests;
export type RequestInput<N extends RequestName> = z.input<Requests[N]['input']>;
export type RequestOutput<N extends RequestName> = z.output<Requests[N]['output']>;

/** The engine's side: one handler for each request. */
export type RequestHandlers = {
  readonly [N in RequestName]: (
    input: z.output<Requests[N]['input']>,
  ) => RequestOutput<N> | Promise<RequestOutput<N>>;
};

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
  z.object({ type: z.literal('progress'), label: z.string(), done: z.number() }),
  z.object({ type: z.literal('token'), ticket: z.string(), text: z.string() }),
  z.object({ type: z.literal('status'), status }),
]);
export type Notice = z.infer<typeof noticeSchema>;
