import type { AudioSummary, DatasetSummary, TaskSuggestion } from '../../contract/index.ts';

/** Fewest recordings from which anything can be learnt and still be checked. */
const fewestClips = 20;
/** A rate above this adds nothing that speech needs. */
const highestRate = 16_000;

/** Any recordings with transcripts: their number, length and script set the sizes. */
export function suggestSpeech(summary: DatasetSummary): TaskSuggestion | null {
  if (summary.kind !== 'audio' || summary.clips < fewestClips) return null;
  const minutes = Math.max(1, Math.round(summary.seconds / 60));
  const isolated = summary.words === summary.clips;
  const clips = summary.clips.toLocaleString('en-US');
  const what = isolated
    ? `${clips} recordings of ${summary.distinctWords.toLocaleString('en-US')} single words`
    : `${clips} recordings with ${summary.words.toLocaleString('en-US')} words`;
  const split = suggestSplit(summary);
  return {
    task: 'speech',
    reason: `${what}, ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} in all${split.reason}.`,
    settings: { ...split.settings, ...suggestSizes(summary) },
  };
}

interface SplitSuggestion {
  readonly settings: Readonly<Record<string, string | number>>;
  /** Ends the sentence. */
  readonly reason: string;
}

function suggestSplit({ namedSplits, takes, speakers, pattern }: AudioSummary): SplitSuggestion {
  if (namedSplits !== null) {
    return { settings: { split: 'named' }, reason: '; split as its folders or manifests name it' };
  }
  // The Free Spoken Digit Dataset: takes 0 to 49 of every digit and speaker.
  const isDigits = pattern?.startsWith('{digit}_{speaker}_{index}') ?? false;
  if (isDigits && takes?.[0] === 0 && takes[1] === 49 && speakers.length > 1) {
    const settings = { split: 'takes', last_test_take: 4 };
    return { settings, reason: '; takes 0 to 4 are its official test part' };
  }
  return { settings: {}, reason: '' };
}

function suggestSizes(summary: AudioSummary): Record<string, number> {
  const [rate = highestRate] = summary.sampleRates.map(([hertz]) => hertz);
  const sizes: Record<string, number> = { sample_rate: Math.min(rate, highestRate) };
  const hours = summary.seconds / 3600;
  // Augmented sound is new each time, so that little of it wants more passes (validation part of spoken digits).
  if (hours < 0.5) sizes['max_epochs'] = 60;
  if (hours > 1) Object.assign(sizes, { hidden_size: 256, num_layers: 3, max_epochs: 20 });
  if (summary.longestSeconds > 5) Object.assign(sizes, { time_masks: 2, time_mask_frames: 40 });
  return sizes;
}
