import type { SpeechSample } from '../../contract/index.ts';
import { alignTokens, editDistance } from '../edit-alignment.ts';
import { wordsIn } from './error-rates.ts';
import type { PreparedClip } from './plan.ts';

/** Recordings shown at each evaluation. */
const shown = 12;

/** The recordings understood worst, worst first, each aligned word by word with what was said. */
export function speechSamples(
  clips: readonly PreparedClip[],
  heard: readonly string[],
  step: number,
): readonly SpeechSample[] {
  return clips
    .map((clip, index) => sampleOf(clip, heard[index]!, step))
    .sort((a, b) => b.characterErrors - a.characterErrors || (a.file < b.file ? -1 : 1))
    .slice(0, shown);
}

function sampleOf(
  { utterance, transcript, seconds }: PreparedClip,
  heard: string,
  step: number,
): SpeechSample {
  const pairs = alignTokens(wordsIn(transcript), wordsIn(heard));
  return {
    kind: 'speech',
    step,
    file: utterance.file,
    seconds,
    pairs: pairs.map(({ reference, hypothesis }) => [reference, hypothesis]),
    characterErrors: editDistance([...transcript], [...heard]),
  };
}
