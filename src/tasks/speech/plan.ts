import {
  booleanOf,
  type DataFile,
  numberOf,
  type Settings,
  textOf,
  UnrollError,
} from '../../contract/index.ts';
import {
  type AudioReading,
  type FeatureMatrix,
  framesNeeded,
  type Utterance,
  withRecordings,
} from '../../datasets/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import type { Patience, Purpose } from '../task.ts';
import { stepsOf } from './batches.ts';
import { SpeechFeatures, scaleFeatures } from './features.ts';
import { Labels } from './labels.ts';
import { splitUtterances } from './split.ts';

/** A recording ready to be learnt from or measured on. */
export interface PreparedClip {
  readonly utterance: Utterance;
  /** In the form that is compared: the labels' own case. */
  readonly transcript: string;
  readonly labels: readonly number[];
  readonly features: FeatureMatrix;
  readonly seconds: number;
}

/** Everything about the data that training and measuring need; no tensors. */
export interface SpeechPlan {
  readonly labels: Labels;
  readonly features: SpeechFeatures;
  readonly stacking: number;
  /** Empty where recordings were not listened to: see `Purpose`. */
  readonly parts: Readonly<Record<SplitName, readonly PreparedClip[]>>;
  /** Of every training transcript, whether its recording can be learnt from or not. */
  readonly trainingLabels: readonly (readonly number[])[];
  /** For people: hours, recordings, what was left out. */
  readonly details: [string, string][];
}

/**
 * Reads, splits and prepares recordings. The labels know the training transcripts alone, and so
 * does a global normalisation.
 * @throws UnrollError when a part would be empty or nothing says what is spoken
 */
export function planSpeech(
  data: DataFile,
  settings: Settings,
  patience: Patience,
  purpose: Purpose = 'training',
): Promise<SpeechPlan> {
  return withRecordings(data, textOf(settings, 'name_pattern'), (reading) =>
    planReading(reading, settings, patience, purpose),
  );
}

async function planReading(
  reading: AudioReading,
  settings: Settings,
  patience: Patience,
  purpose: Purpose,
): Promise<SpeechPlan> {
  const split = splitUtterances(reading.utterances, settings);
  const training = reading.utterances.filter((_, index) => split[index] === 'train');
  const labels = Labels.of(
    training.map(({ transcript }) => transcript),
    textOf(settings, 'tokens') === 'word' ? 'words' : 'characters',
    booleanOf(settings, 'lower_case'),
  );
  const stacking = numberOf(settings, 'frame_stacking');
  const trainingLabels = training.map(({ transcript }) => labels.encode(transcript));
  const isGlobal = textOf(settings, 'feature_normalization') === 'global';
  if (purpose === 'answering' && !isGlobal) {
    const features = new SpeechFeatures(settings, await firstRate(reading));
    const parts = { train: [], val: [], test: [] };
    return { labels, features, stacking, parts, trainingLabels, details: [] };
  }
  const prepared = await prepareClips(reading, { labels, stacking, settings }, patience);
  const { clips, features, unheard, short } = prepared;
  const partOf = new Map(reading.utterances.map(({ file }, index) => [file, split[index]!]));
  const parts = { train: [], val: [], test: [] } as Record<SplitName, PreparedClip[]>;
  for (const clip of clips) parts[partOf.get(clip.utterance.file)!].push(clip);
  if (features === null || parts.train.length === 0 || parts.val.length === 0) {
    throw nothingLeft(unheard, short);
  }
  if (features.normalization === 'global') normalize(features, parts);
  const plan = { labels, features, stacking, parts, trainingLabels };
  return { ...plan, details: detailsOf(plan, unheard, short) };
}

/** Sampling rate of the first recording that can be heard, as when all of them are prepared. */
async function firstRate(reading: AudioReading): Promise<number> {
  for await (const clip of reading.clips()) if (!('why' in clip)) return clip.sampleRate;
  throw nothingLeft(reading.utterances.length, []);
}

interface Preparation {
  readonly labels: Labels;
  readonly stacking: number;
  readonly settings: Settings;
}

interface Prepared {
  /** By file name, so that their order does not depend on the archive. */
  readonly clips: readonly PreparedClip[];
  /** Null where no recording could be heard. */
  readonly features: SpeechFeatures | null;
  /** Recordings that cannot be learnt from, whatever the settings. */
  readonly unheard: number;
  /** Those with fewer steps than their labels need. */
  readonly short: readonly string[];
}

async function prepareClips(
  reading: AudioReading,
  { labels, stacking, settings }: Preparation,
  patience: Patience,
): Promise<Prepared> {
  const clips: PreparedClip[] = [];
  const short: string[] = [];
  let unheard = 0;
  let features: SpeechFeatures | null = null;
  for await (const clip of reading.clips()) {
    await patience.pause((clips.length + unheard) / reading.utterances.length);
    if ('why' in clip) {
      unheard++;
      continue;
    }
    features ??= new SpeechFeatures(settings, clip.sampleRate);
    const { utterance, samples, sampleRate } = clip;
    const transcript = labels.normal(utterance.transcript);
    const own = labels.encode(transcript);
    const matrix = features.extract(samples, sampleRate);
    const seconds = samples.length / sampleRate;
    if (stepsOf(matrix.frames, stacking) < framesNeeded(own)) short.push(utterance.file);
    else clips.push({ utterance, transcript, labels: own, features: matrix, seconds });
  }
  clips.sort((a, b) => (a.utterance.file < b.utterance.file ? -1 : 1));
  return { clips, features, unheard: unheard + reading.leftOut.length, short };
}

function normalize(features: SpeechFeatures, parts: SpeechPlan['parts']): void {
  const scale = features.fit(parts.train.map((clip) => clip.features));
  for (const part of Object.values(parts)) {
    for (const clip of part) scaleFeatures(clip.features, scale);
  }
}

function detailsOf(
  { labels, features, stacking, parts }: Omit<SpeechPlan, 'details'>,
  unheard: number,
  short: readonly string[],
): [string, string][] {
  const number = (value: number) => value.toLocaleString('en-US');
  const sizes = [parts.train, parts.val, parts.test];
  const minutes = parts.train.reduce((sum, clip) => sum + clip.seconds, 0) / 60;
  const details: [string, string][] = [
    [
      'Recordings (training / validation / test)',
      sizes.map((part) => number(part.length)).join(' / '),
    ],
    ['Training sound', `${minutes.toFixed(1)} minutes`],
    ['Labels', `${number(labels.tokens.length)} ${labels.unit} and the blank`],
    [
      'Features',
      `${features.width} at ${number(features.sampleRate)} Hz, ${stacking} frames in a step`,
    ],
  ];
  if (unheard > 0)
    details.push(['Left out', `${number(unheard)} recordings: see the data set's diagnosis`]);
  if (short.length > 0) {
    const named = short.slice(0, 3).join(', ') + (short.length > 3 ? ', …' : '');
    details.push(['Left out, fewer steps than labels', `${number(short.length)}: ${named}`]);
  }
  return details;
}

function nothingLeft(unheard: number, short: readonly string[]): UnrollError {
  return new UnrollError({
    code: 'too-few-recordings',
    message: `Too few recordings can be learnt from: ${unheard} are silent, damaged or without transcript, and ${short.length} have fewer steps than labels.`,
    where: 'frame_stacking',
    hint: 'Check that transcripts belong to their recordings; a smaller frame_stacking or hop_ms makes more steps.',
  });
}
