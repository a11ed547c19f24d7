import { createHash } from 'node:crypto';
import { UnrollError } from '../../contract/index.ts';
import type { ArchiveMember } from '../archives/index.ts';
import type { Collection } from '../formats/format.ts';
import { type CorpusFiles, corpusFormatOf, type Utterance } from './corpora/index.ts';
import { labelledNames } from './corpora/labelled-names.ts';
import { readCorpusFiles } from './corpus-files.ts';
import { type AudioCoding, audioCoding, decodeAudio, isAudioName } from './decode.ts';
import { levelProblem, mixToMono } from './sound.ts';

/** A recording that cannot be learnt from, and why. */
export interface LeftOut {
  readonly file: string;
  readonly why:
    | 'unreadable'
    | 'silent'
    | 'empty'
    | 'no-transcript'
    | 'empty-transcript'
    | 'missing';
}

/** One recording, decoded, with what was said. */
export interface LoadedClip {
  readonly utterance: Utterance;
  readonly coding: AudioCoding;
  /** Of the file. */
  readonly channels: number;
  readonly sampleRate: number;
  /** All channels mixed into one. */
  readonly samples: Float32Array;
  readonly cut: boolean;
  readonly clipped: boolean;
  /** Of the file's bytes: the same for repeated recordings. */
  readonly hash: string;
}

/** A data set of recordings that is open; it may be read while the collection it came from is. */
export interface AudioReading {
  /** Id of the layout: `ljspeech`. */
  readonly layout: string;
  readonly pattern: string | null;
  /** What is known before anything is listened to. */
  readonly leftOut: readonly LeftOut[];
  readonly utterances: readonly Utterance[];
  /**
   * Decodes the recordings one after another, in the order of the utterances; a bad one is yielded
   * as left out, so that one damaged file does not spoil a data set.
   */
  clips(): AsyncGenerator<LoadedClip | LeftOut>;
}

/** See AudioCollectionFormat. */
export async function openReading(
  { members, emptyFiles }: Pick<Collection, 'members' | 'emptyFiles'>,
  pattern: string,
): Promise<AudioReading> {
  const files = await readCorpusFiles(members);
  const format = corpusFormatOf(files);
  // A pattern that was given shall be used even where none would be found.
  if (format === null && pattern === '') throw withoutTranscripts(files);
  const corpus = (format ?? labelledNames).read(files, pattern);
  const transcribed = new Set(corpus.utterances.map(({ file }) => file));
  const utterances = corpus.utterances.filter((utterance) => !isWordless(utterance));
  const isEmpty = new Set(emptyFiles);
  const reasons = (names: readonly string[], why: LeftOut['why']): LeftOut[] =>
    names.map((file) => ({ file, why }));
  return {
    layout: (format ?? labelledNames).id,
    pattern: corpus.pattern,
    leftOut: [
      ...reasons(emptyFiles.filter(isAudioName), 'empty'),
      ...reasons(
        corpus.missing.filter((name) => !isEmpty.has(name)),
        'missing',
      ),
      ...reasons(
        files.recordings.filter((name) => !transcribed.has(name)),
        'no-transcript',
      ),
      ...reasons(
        corpus.utterances.filter(isWordless).map(({ file }) => file),
        'empty-transcript',
      ),
    ],
    utterances,
    clips: () => loadClips(members, utterances),
  };
}

function isWordless({ transcript }: Utterance): boolean {
  return transcript === '';
}

async function* loadClips(
  members: readonly ArchiveMember[],
  utterances: readonly Utterance[],
): AsyncGenerator<LoadedClip | LeftOut> {
  const byName = new Map(members.map((member) => [member.name, member]));
  for (const utterance of utterances) {
    const content = await byName.get(utterance.file)!.content();
    yield await loadClip(utterance, Buffer.from(content));
  }
}

async function loadClip(utterance: Utterance, bytes: Buffer): Promise<LoadedClip | LeftOut> {
  const { file } = utterance;
  if (bytes.length === 0) return { file, why: 'empty' };
  try {
    const sound = await decodeAudio(bytes);
    const samples = mixToMono(sound);
    if (samples.length === 0) return { file, why: 'empty' };
    const problem = levelProblem(samples, sound.sampleRate);
    if (problem === 'silent') return { file, why: 'silent' };
    return {
      utterance,
      coding: audioCoding(bytes)!,
      channels: sound.channels.length,
      sampleRate: sound.sampleRate,
      samples,
      cut: sound.cut,
      clipped: problem === 'clipped',
      hash: createHash('sha1').update(bytes).digest('hex'),
    };
  } catch (error) {
    if (error instanceof UnrollError) return { file, why: 'unreadable' };
    throw error;
  }
}

function withoutTranscripts({ recordings }: CorpusFiles): UnrollError {
  return new UnrollError({
    code: 'no-transcripts',
    message: `Nothing says what is spoken in the ${recordings.length} recordings; the first is ${recordings[0]}.`,
    hint: 'Add a manifest such as metadata.csv, a text beside each recording, or names like 7_jackson_32.wav.',
  });
}
