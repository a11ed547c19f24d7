import {
  type DataFile,
  numberOf,
  type Settings,
  textOf,
  UnrollError,
} from '../../contract/index.ts';
import { readRecording, type Utterance, withRecordings } from '../../datasets/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import { SpeechFeatures } from '../speech/features.ts';
import type { Patience } from '../task.ts';
import type { RawExample, RawExamples, RawInput } from './raw-examples.ts';

/** Recordings as sequences of sound features, labelled by what their transcript says. */
export interface SoundReading {
  readonly raw: RawExamples;
  /** For a file that is not of the data set, prepared alike. @throws UnrollError when unreadable */
  readonly readFile: (path: string) => Promise<RawExample>;
}

/** @throws UnrollError when nothing says what is in the recordings */
export function readSound(
  data: DataFile,
  settings: Settings,
  patience: Patience,
): Promise<SoundReading> {
  return withRecordings(data, textOf(settings, 'name_pattern'), async (reading) => {
    const stacking = numberOf(settings, 'frame_stacking');
    let features: SpeechFeatures | null = null;
    const examples: RawExample[] = [];
    let unheard = 0;
    for await (const clip of reading.clips()) {
      await patience.pause((examples.length + unheard) / reading.utterances.length);
      if ('why' in clip) {
        unheard++;
        continue;
      }
      features ??= featuresOf(settings, clip.sampleRate);
      const { utterance, samples, sampleRate } = clip;
      const { file, transcript } = utterance;
      const seconds = samples.length / sampleRate;
      examples.push({
        name: file,
        label: transcript,
        part: partOf(utterance, reading.utterances, settings),
        input: stacked(features, samples, sampleRate, stacking),
        shown: () => ({ kind: 'sound', file, seconds }),
      });
    }
    if (features === null) throw nothingHeard();
    examples.sort((a, b) => (a.name < b.name ? -1 : 1));
    const extractor = features;
    const width = features.width * stacking;
    const left = unheard + reading.leftOut.length;
    const leftOut = left === 0 ? '' : `${left} recordings: see the data set's diagnosis`;
    return {
      raw: { kind: 'numbers', width, target: 'class', examples, leftOut },
      readFile: (path) => readUnlabelled(path, extractor, stacking),
    };
  });
}

async function readUnlabelled(
  path: string,
  features: SpeechFeatures,
  stacking: number,
): Promise<RawExample> {
  const { samples, sampleRate } = await readRecording(path);
  const seconds = samples.length / sampleRate;
  return {
    name: path,
    label: '',
    part: null,
    input: stacked(features, samples, sampleRate, stacking),
    shown: () => ({ kind: 'sound', file: null, seconds }),
  };
}

/** Normalised later, with all numbers alike. */
function featuresOf(settings: Settings, rate: number): SpeechFeatures {
  return new SpeechFeatures({ ...settings, feature_normalization: 'none' }, rate);
}

function stacked(
  features: SpeechFeatures,
  samples: Float32Array,
  sampleRate: number,
  stacking: number,
): RawInput {
  const { frames, width, values } = features.extract(samples, sampleRate);
  const steps = Math.max(1, Math.ceil(frames / stacking));
  // The last step repeats the last frame: silence would be another sound.
  const filled = new Float32Array(steps * stacking * width);
  for (let frame = 0; frame < steps * stacking; frame++) {
    const from = Math.max(0, Math.min(frame, frames - 1)) * width;
    filled.set(values.subarray(from, from + width), frame * width);
  }
  return { kind: 'numbers', steps, values: filled };
}

function partOf(
  { split, take, speaker }: Utterance,
  all: readonly Utterance[],
  settings: Settings,
): SplitName | null {
  switch (textOf(settings, 'split')) {
    case 'auto':
      return split;
    case 'takes':
      if (take === null) throw withoutRule('takes', 'the recordings are not numbered');
      return take <= numberOf(settings, 'last_test_take') ? 'test' : null;
    case 'speaker': {
      const wanted = textOf(settings, 'hold_out_speaker');
      if (!all.some((one) => one.speaker === wanted))
        throw withoutRule('speaker', `there is no speaker "${wanted}"`);
      return speaker === wanted ? 'test' : null;
    }
    default:
      return null;
  }
}

function withoutRule(split: string, why: string): UnrollError {
  return new UnrollError({
    code: 'unusable-split',
    message: `The data cannot be split by ${split}: ${why}.`,
    where: 'split',
    hint: 'Choose another split, or name the speaker and the number in name_pattern.',
  });
}

function nothingHeard(): UnrollError {
  return new UnrollError({
    code: 'too-few-sequences',
    message: 'None of the recordings can be heard.',
    where: 'name_pattern',
    hint: 'See what is wrong with them in the diagnosis of the data set.',
  });
}
