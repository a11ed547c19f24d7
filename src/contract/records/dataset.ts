import { z } from 'zod';
import { settingsRecordSchema } from '../settings.ts';
import { id, time } from './fields.ts';
import { shownRollSchema } from './music.ts';
import { shownInputSchema } from './shown-input.ts';

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

export const columnSchema = z.object({
  name: z.string(),
  type: z.enum(['number', 'time', 'boolean', 'category', 'text']),
  missing: z.number().int(),
  distinct: z.number().int(),
  /** Numeric columns only. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  std: z.number().nullable(),
  /** Counts over equal bins from min to max; empty unless numeric. */
  histogram: z.array(z.number().int()),
  /** Up to 200 evenly spaced values in file order, for a sparkline; empty unless numeric. */
  sketch: z.array(z.number().nullable()),
});
export type Column = z.infer<typeof columnSchema>;

export const timeAxisSchema = z.object({
  column: z.string(),
  /** First and last moment, ISO 8601. */
  start: z.string(),
  end: z.string(),
  /** Usual distance between rows in seconds. */
  stepSeconds: z.number(),
  /** In words: "hourly", "daily", "every 15 minutes". */
  frequency: z.string(),
  gaps: z.number().int(),
  duplicates: z.number().int(),
  sorted: z.boolean(),
  /** Further columns that could tell the time; `column` was taken. */
  others: z.array(z.string()).optional(),
});
export type TimeAxis = z.infer<typeof timeAxisSchema>;

export const tableSummarySchema = z.object({
  kind: z.literal('table'),
  rows: z.number().int(),
  columns: z.array(columnSchema),
  time: timeAxisSchema.nullable(),
  /** Seasonal periods in rows, strongest first: 24 for hourly data with a daily rhythm. */
  periods: z.array(z.number().int()),
  delimiter: z.string().nullable(),
  header: z.boolean(),
  /** Between the columns, where they are nodes of a graph. */
  links: z.number().int().optional(),
  /** First rows as shown to a person; null is a missing value. */
  preview: z.array(z.array(z.string().nullable())),
});
export type TableSummary = z.infer<typeof tableSummarySchema>;

export const textSummarySchema = z.object({
  kind: z.literal('text'),
  characters: z.number().int(),
  distinctCharacters: z.number().int(),
  words: z.number().int(),
  distinctWords: z.number().int(),
  lines: z.number().int(),
  longestLine: z.number().int(),
  /** Whether white space separates words (Chinese and Japanese: false). */
  spaced: z.boolean(),
  encoding: z.string(),
  lineEnding: z.enum(['lf', 'crlf', 'cr', 'mixed', 'none']),
  /** First lines. */
  preview: z.array(z.string()),
  /** Most frequent characters with counts, most frequent first. */
  topCharacters: z.array(z.tuple([z.string(), z.number().int()])),
});
export type TextSummary = z.infer<typeof textSummarySchema>;

/** One language of sentences that translate each other; words of scripts without spaces are signs. */
export const sideSummarySchema = z.object({
  /** `en`; `src`; `left` where nothing names it. */
  name: z.string(),
  words: z.number().int(),
  distinctWords: z.number().int(),
  characters: z.number().int(),
  /** Words of the longest sentence. */
  longest: z.number().int(),
  /** Whether white space separates words. */
  spaced: z.boolean(),
  /** Sentences by number of words from 0; the last counts all longer ones. */
  lengths: z.array(z.number().int()),
});
export type SideSummary = z.infer<typeof sideSummarySchema>;

export const parallelSummarySchema = z.object({
  kind: z.literal('parallel'),
  pairs: z.number().int(),
  distinctSources: z.number().int(),
  /** All that can be read, the usual source first. */
  languages: z.array(z.string()),
  source: sideSummarySchema,
  target: sideSummarySchema,
  /** Pairs that the data itself assigns to a part. */
  assigned: z.object({
    train: z.number().int(),
    val: z.number().int(),
    test: z.number().int(),
  }),
  encoding: z.string(),
  /** Source and target, from all over the data. */
  preview: z.array(z.tuple([z.string(), z.string()])),
});
export type ParallelSummary = z.infer<typeof parallelSummarySchema>;
/** One recording as it is shown. */
export const clipSchema = z.object({
  /** Name in the data set's archive. */
  file: z.string(),
  transcript: z.string(),
  speaker: z.string().nullable(),
  seconds: z.number(),
  sampleRate: z.number().int(),
  /** Highest level in equal stretches of time, 0 to 1, for a small waveform. */
  sketch: z.array(z.number()),
});
export type Clip = z.infer<typeof clipSchema>;

/** One channel of a recording with its picture. */
export const clipSoundSchema = z.object({
  sampleRate: z.number().int(),
  samples: z.custom<Float32Array>((value) => value instanceof Float32Array),
  /** Brightness 0 to 255: (bands, columns), the highest band first. */
  spectrogram: z.object({
    columns: z.number().int(),
    bands: z.number().int(),
    brightness: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  }),
});
export type ClipSound = z.infer<typeof clipSoundSchema>;

/** Counts by name, most frequent first. */
const counts = z.array(z.tuple([z.string(), z.number().int()]));

/** Recordings with what is said in them. Those left out (see the diagnoses) are not counted. */
export const audioSummarySchema = z.object({
  kind: z.literal('audio'),
  /** How recordings and transcripts are kept together: `ljspeech`, `labelled-recordings`. */
  layout: z.string(),
  clips: z.number().int(),
  seconds: z.number(),
  shortestSeconds: z.number(),
  longestSeconds: z.number(),
  /** Counts over equal bins from the shortest to the longest. */
  histogram: z.array(z.number().int()),
  /** Samples a second, with the number of clips, most frequent first. */
  sampleRates: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Number of clips by coding: `wav`, `flac`, `mp3`, `vorbis`, `opus`. */
  codings: counts,
  /** Empty where nothing tells who speaks; at most 200. */
  speakers: counts,
  distinctTranscripts: z.number().int(),
  words: z.number().int(),
  distinctWords: z.number().int(),
  characters: z.number().int(),
  distinctCharacters: z.number().int(),
  /** At most 40. */
  topTranscripts: counts,
  /** Whether white space separates words. */
  spaced: z.boolean(),
  /** Pattern of the file names, where transcripts were read from them. */
  pattern: z.string().nullable(),
  /** First and last number of a take, where names carry one. */
  takes: z.tuple([z.number().int(), z.number().int()]).nullable(),
  /** Clips in the parts that the data set itself names, or null. */
  namedSplits: z
    .object({ train: z.number().int(), val: z.number().int(), test: z.number().int() })
    .nullable(),
  /** Some clips, evenly over the whole. */
  preview: z.array(clipSchema),
});
export type AudioSummary = z.infer<typeof audioSummarySchema>;

/** A sequence of numbers with what it is, as it is shown. */
export const shownSequenceSchema = z.object({
  name: z.string(),
  label: z.string(),
  shown: shownInputSchema,
});
export type ShownSequence = z.infer<typeof shownSequenceSchema>;

/** Sequences that are each something: a class or a number; pictures too. */
export const sequencesSummarySchema = z.object({
  kind: z.literal('sequences'),
  /** How they are kept: `idx`, `ts`, `ucr`, `long-table`, `generated`. */
  layout: z.string(),
  sequences: z.number().int(),
  /** Numbers at each step; pixels of a picture. */
  channels: z.number().int(),
  shortest: z.number().int(),
  longest: z.number().int(),
  /** Counts of lengths over equal bins from the shortest to the longest. */
  lengths: z.array(z.number().int()),
  /** What is told of a sequence: its class, a number, or a class at steps. */
  target: z.enum(['class', 'number', 'steps']),
  /** At most 200, most frequent first; empty for numbers. */
  classes: counts,
  distinctClasses: z.number().int(),
  /** Lowest, mean and highest label; null for classes. */
  numbers: z.object({ min: z.number(), mean: z.number(), max: z.number() }).nullable(),
  image: z.object({ height: z.number().int(), width: z.number().int() }).nullable(),
  /** Sequences that the data itself assigns to a part. */
  assigned: z.object({
    train: z.number().int(),
    val: z.number().int(),
    test: z.number().int(),
  }),
  /** Some, evenly over the whole. */
  preview: z.array(shownSequenceSchema),
});
export type SequencesSummary = z.infer<typeof sequencesSummarySchema>;

/** Pieces of music for several voices. */
export const musicSummarySchema = z.object({
  kind: z.literal('music'),
  /** `piano-roll` with a grid of its own, or `midi`. */
  layout: z.string(),
  pieces: z.number().int(),
  /** On the file's own grid; of MIDI four to a quarter. */
  steps: z.number().int(),
  /** Of the shortest and of the longest piece, in steps. */
  shortest: z.number().int(),
  longest: z.number().int(),
  /** Counts of lengths over equal bins from the shortest to the longest. */
  lengths: z.array(z.number().int()),
  /** MIDI number of the first of `pitches`. */
  lowest: z.number().int(),
  /** Steps at which each key sounds, from the lowest to the highest that does. */
  pitches: z.array(z.number().int()),
  /** Steps by the number of keys that sound, from none. */
  together: z.array(z.number().int()),
  /** Mean quarters a minute; null where the grid tells no time. */
  tempo: z.number().nullable(),
  /** Pieces that the data itself assigns to a part. */
  assigned: z.object({
    train: z.number().int(),
    val: z.number().int(),
    test: z.number().int(),
  }),
  /** Of the first pieces, to choose from. */
  names: z.array(z.string()),
  /** Some, evenly over the whole. */
  preview: z.array(shownRollSchema),
});
export type MusicSummary = z.infer<typeof musicSummarySchema>;

export const datasetSummarySchema = z.discriminatedUnion('kind', [
  tableSummarySchema,
  textSummarySchema,
  parallelSummarySchema,
  audioSummarySchema,
  sequencesSummarySchema,
  musicSummarySchema,
]);
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

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
