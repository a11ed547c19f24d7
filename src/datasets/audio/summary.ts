import type { AudioSummary, Clip, Diagnosis } from '../../contract/index.ts';
import { isSpaced } from '../words.ts';
import type { Utterance } from './corpora/index.ts';
import { diagnoseAudio } from './diagnosis.ts';
import type { AudioReading, LeftOut, LoadedClip } from './read-audio.ts';

const previewClips = 60;
const sketchPoints = 96;
const histogramBins = 24;
const listedTranscripts = 40;

/** Speakers that a summary lists at most, those with most recordings first. */
export const listedSpeakers = 200;

/** What is kept of a clip after its sound has been let go. */
export interface ClipFacts extends Omit<LoadedClip, 'samples'> {
  readonly seconds: number;
  /** Only of clips that are shown. */
  readonly sketch: readonly number[];
}

/**
 * Listens to every recording once.
 * @param onProgress share of the recordings that have been heard, 0 to 1
 */
export async function summariseAudio(
  reading: AudioReading,
  onProgress: (done: number) => void,
): Promise<{ summary: AudioSummary; diagnoses: Diagnosis[] }> {
  const shown = previewFiles(reading.utterances);
  const clips: ClipFacts[] = [];
  const leftOut: LeftOut[] = [...reading.leftOut];
  let heard = 0;
  for await (const clip of reading.clips()) {
    if ('why' in clip) leftOut.push(clip);
    else clips.push(factsOf(clip, shown.has(clip.utterance.file)));
    onProgress(++heard / reading.utterances.length);
  }
  clips.sort((a, b) => (a.utterance.file < b.utterance.file ? -1 : 1));
  const summary = summaryOf(clips, reading);
  return { summary, diagnoses: diagnoseAudio(summary, clips, leftOut) };
}

function previewFiles(utterances: readonly Utterance[]): ReadonlySet<string> {
  const files = utterances.map(({ file }) => file).sort();
  const step = Math.max(1, files.length / previewClips);
  const chosen = Array.from({ length: previewClips }, (_, at) => files[Math.floor(at * step)]);
  return new Set(chosen.filter((file) => file !== undefined));
}

function factsOf({ samples, ...facts }: LoadedClip, isShown: boolean): ClipFacts {
  const seconds = samples.length / facts.sampleRate;
  return { ...facts, seconds, sketch: isShown ? sketchOf(samples) : [] };
}

/** Highest level of equal stretches, to three places. */
function sketchOf(samples: Float32Array): number[] {
  const points = Math.min(sketchPoints, samples.length);
  return Array.from({ length: points }, (_, point) => {
    const start = Math.floor((point * samples.length) / points);
    const end = Math.floor(((point + 1) * samples.length) / points);
    let peak = 0;
    for (let at = start; at < end; at++) peak = Math.max(peak, Math.abs(samples[at]!));
    return Math.round(Math.min(1, peak) * 1000) / 1000;
  });
}

function summaryOf(clips: readonly ClipFacts[], { layout, pattern }: AudioReading): AudioSummary {
  const seconds = clips.map((clip) => clip.seconds);
  const transcripts = clips.map(({ utterance }) => utterance.transcript);
  const words = transcripts.flatMap((transcript) => transcript.split(' '));
  const characters = transcripts.reduce((sum, transcript) => sum + [...transcript].length, 0);
  const takes = clips.flatMap(({ utterance }) => utterance.take ?? []);
  return {
    kind: 'audio',
    layout,
    clips: clips.length,
    seconds: seconds.reduce((sum, value) => sum + value, 0),
    shortestSeconds: seconds.reduce((a, b) => Math.min(a, b), seconds[0] ?? 0),
    longestSeconds: seconds.reduce((a, b) => Math.max(a, b), 0),
    histogram: histogramOf(seconds),
    sampleRates: countsOf(clips.map((clip) => clip.sampleRate)),
    codings: countsOf(clips.map((clip) => clip.coding)),
    speakers: countsOf(clips.flatMap(({ utterance }) => utterance.speaker ?? [])).slice(
      0,
      listedSpeakers,
    ),
    distinctTranscripts: new Set(transcripts).size,
    words: words.length,
    distinctWords: new Set(words).size,
    characters,
    distinctCharacters: new Set(transcripts.flatMap((transcript) => [...transcript])).size,
    topTranscripts: countsOf(transcripts).slice(0, listedTranscripts),
    spaced: isSpaced(transcripts.slice(0, 1000).join(' ')),
    pattern,
    takes:
      takes.length === 0
        ? null
        : [takes.reduce((a, b) => Math.min(a, b)), takes.reduce((a, b) => Math.max(a, b))],
    namedSplits: namedSplitsOf(clips),
    preview: clips.filter(({ sketch }) => sketch.length > 0).map(clipOf),
  };
}

function clipOf({ utterance, seconds, sampleRate, sketch }: ClipFacts): Clip {
  const { file, transcript, speaker } = utterance;
  return { file, transcript, speaker, seconds, sampleRate, sketch: [...sketch] };
}

function histogramOf(seconds: readonly number[]): number[] {
  const low = Math.min(...bounds(seconds));
  const high = Math.max(...bounds(seconds));
  const bins = new Array<number>(histogramBins).fill(0);
  for (const value of seconds) {
    const share = high > low ? (value - low) / (high - low) : 0;
    bins[Math.min(histogramBins - 1, Math.floor(share * histogramBins))]! += 1;
  }
  return bins;
}

function bounds(values: readonly number[]): [number, number] {
  const first = values[0] ?? 0;
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [first, first],
  );
}

function countsOf<T extends string | number>(values: readonly T[]): [T, number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}

/** Only where the training part and another are named; a single word may be there by chance. */
function namedSplitsOf(clips: readonly ClipFacts[]): AudioSummary['namedSplits'] {
  const splits = { train: 0, val: 0, test: 0 };
  for (const { utterance } of clips) if (utterance.split !== null) splits[utterance.split]++;
  return splits.train > 0 && splits.val + splits.test > 0 ? splits : null;
}
