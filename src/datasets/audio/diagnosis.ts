import type { AudioSummary, Diagnosis } from '../../contract/index.ts';
import { framesNeeded } from './alignment-length.ts';
import type { LeftOut } from './read-audio.ts';
import type { ClipFacts } from './summary.ts';

const fewClips = 100;
const longSeconds = 30;
/** Usual distance of two frames; a task counts with its own. */
const usualHopSeconds = 0.01;

const leaveOut = 'They are left out.';

/** By reason: what is said of recordings that are left out, before and after their number. */
const leftOutWords: Readonly<
  Record<LeftOut['why'], readonly [code: string, one: string, many: string]>
> = {
  missing: [
    'missing-recordings',
    'named in the manifest is not there',
    'named in the manifest are not there',
  ],
  'no-transcript': ['missing-transcripts', 'has no transcript', 'have no transcript'],
  'empty-transcript': ['empty-transcripts', 'has an empty transcript', 'have an empty transcript'],
  unreadable: ['unreadable-recordings', 'cannot be read', 'cannot be read'],
  empty: ['empty-recordings', 'holds no sound', 'hold no sound'],
  silent: ['silent-recordings', 'is silent', 'are silent'],
};

/** What looks wrong in recordings, and what will be done about it. */
export function diagnoseAudio(
  summary: AudioSummary,
  clips: readonly ClipFacts[],
  leftOut: readonly LeftOut[],
): Diagnosis[] {
  return [
    ...size(summary),
    ...leftOutRecordings(leftOut),
    ...clipFindings.flatMap(({ among, ...words }) => listed(among(clips), words)),
    ...technique(summary, clips),
  ];
}

/** What single recordings may have, in the order in which it is told. */
const clipFindings: readonly (Words & {
  readonly among: (clips: readonly ClipFacts[]) => readonly ClipFacts[];
})[] = [
  {
    among: (clips) => clips.filter(isTooShort),
    severity: 'warning',
    code: 'too-short-for-transcript',
    one: 'is too short for its transcript: fewer frames of 10 ms than characters',
    many: 'are too short for their transcripts: fewer frames of 10 ms than characters',
    action: `${leaveOut} Most often a transcript belongs to another recording.`,
  },
  {
    among: (clips) => clips.filter(({ cut }) => cut),
    severity: 'warning',
    code: 'cut-recordings',
    one: 'ends before the sound that its header announces',
    many: 'end before the sound that their headers announce',
    action: 'What is there is used. Fetch or convert them again if more should be there.',
  },
  {
    among: (clips) => clips.filter(({ clipped }) => clipped),
    severity: 'info',
    code: 'clipped-recordings',
    one: 'is clipped: recorded too loud',
    many: 'are clipped: recorded too loud',
    action: 'They are kept; a lower recording level would help.',
  },
  {
    among: repeated,
    severity: 'warning',
    code: 'repeated-recordings',
    one: 'repeats another one byte for byte',
    many: 'repeat others byte for byte',
    action: 'They are kept: a copy in both training and test data flatters the result.',
  },
  {
    among: (clips) => clips.filter(({ seconds }) => seconds > longSeconds),
    severity: 'info',
    code: 'long-recordings',
    one: `is longer than ${longSeconds} seconds`,
    many: `are longer than ${longSeconds} seconds`,
    action: 'They take memory and time; cut at pauses they are learnt better.',
  },
];

function isTooShort({ seconds, utterance }: ClipFacts): boolean {
  return 1 + Math.floor(seconds / usualHopSeconds) < framesNeeded([...utterance.transcript]);
}

function size({ clips }: AudioSummary): Diagnosis[] {
  if (clips >= fewClips) return [];
  const severity = clips === 0 ? 'error' : 'warning';
  return [
    {
      severity,
      code: 'few-recordings',
      message: `There ${clips === 1 ? 'is 1 usable recording' : `are ${clips} usable recordings`}.`,
      action: 'A network needs some hundreds to learn anything: add more.',
    },
  ];
}

function leftOutRecordings(leftOut: readonly LeftOut[]): Diagnosis[] {
  return Object.entries(leftOutWords).flatMap(([why, [code, one, many]]) => {
    const concerned = leftOut.filter((entry) => entry.why === why).map(({ file }) => file);
    return diagnosisOf(concerned, { severity: 'warning', code, one, many, action: leaveOut });
  });
}

interface Words {
  readonly severity: Diagnosis['severity'];
  readonly code: string;
  /** Completes "1 recording …" and "3 recordings …". */
  readonly one: string;
  readonly many: string;
  readonly action: string;
}

function listed(clips: readonly ClipFacts[], words: Words): Diagnosis[] {
  return diagnosisOf(
    clips.map(({ utterance }) => utterance.file),
    words,
  );
}

const namedFiles = 3;

function diagnosisOf(files: readonly string[], words: Words): Diagnosis[] {
  if (files.length === 0) return [];
  const { severity, code, one, many, action } = words;
  const what = files.length === 1 ? `1 recording ${one}` : `${files.length} recordings ${many}`;
  const rest = files.length > namedFiles ? ', …' : '';
  const where = files.slice(0, namedFiles).join(', ') + rest;
  return [{ severity, code, message: `${what}.`, action, where }];
}

/** All but the first of equal files. */
function repeated(clips: readonly ClipFacts[]): ClipFacts[] {
  const seen = new Set<string>();
  return clips.filter(({ hash }) => seen.size === seen.add(hash).size);
}

function technique({ sampleRates }: AudioSummary, clips: readonly ClipFacts[]): Diagnosis[] {
  const diagnoses: Diagnosis[] = [];
  if (sampleRates.length > 1) {
    const rates = sampleRates.map(([rate]) => `${rate}`).join(', ');
    diagnoses.push({
      severity: 'info',
      code: 'mixed-sample-rates',
      message: `The recordings have different sampling rates: ${rates} Hz.`,
      action: 'All are brought to one rate.',
    });
  }
  const several = clips.filter(({ channels }) => channels > 1).length;
  if (several > 0) {
    diagnoses.push({
      severity: 'info',
      code: 'several-channels',
      message: `${several} ${several === 1 ? 'recording has' : 'recordings have'} more than one channel.`,
      action: 'The channels are mixed into one.',
    });
  }
  return diagnoses;
}
