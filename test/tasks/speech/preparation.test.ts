import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { parseSettings } from '../../../src/contract/index.ts';
import type { FeatureMatrix, Utterance } from '../../../src/datasets/index.ts';
import { augmentClip } from '../../../src/tasks/speech/augmentation.ts';
import { layUtterances, stepsOf } from '../../../src/tasks/speech/batches.ts';
import { speechDescriptor } from '../../../src/tasks/speech/descriptor.ts';
import { SpeechFeatures, scaleFeatures } from '../../../src/tasks/speech/features.ts';
import { maskFeatures } from '../../../src/tasks/speech/spec-augment.ts';
import { splitUtterances } from '../../../src/tasks/speech/split.ts';
import { changeTempo } from '../../../src/tasks/speech/tempo.ts';
import { changeVoice } from '../../../src/tasks/speech/voice.ts';

const settingsOf = (changes: Record<string, unknown>) =>
  parseSettings(speechDescriptor.settings, changes);

const utterances: Utterance[] = Array.from({ length: 100 }, (_, index) => ({
  file: `${index}.wav`,
  transcript: 'x',
  speaker: ['ann', 'ben', 'cleo', 'dan'][index % 4]!,
  take: Math.floor(index / 4),
  split: index < 80 ? 'train' : index < 90 ? 'val' : 'test',
}));

describe('the split', () => {
  const counts = (changes: Record<string, unknown>) => {
    const parts = splitUtterances(utterances, settingsOf(changes));
    return ['train', 'val', 'test'].map((name) => parts.filter((part) => part === name).length);
  };

  it('by chance has the shares asked for, by its own seed alone', () => {
    expect(counts({ val_fraction: 0.1, test_fraction: 0.2 })).toEqual([70, 10, 20]);
    const first = splitUtterances(utterances, settingsOf({ seed: 1 }));
    expect(splitUtterances(utterances, settingsOf({ seed: 2 }))).toEqual(first);
    expect(splitUtterances(utterances, settingsOf({ split_seed: 2 }))).not.toEqual(first);
  });

  it('as named keeps every part as it is', () => {
    expect(splitUtterances(utterances, settingsOf({ split: 'named' }))).toEqual(
      utterances.map(({ split }) => split),
    );
  });

  it('as named takes a validation part from training where none is named', () => {
    const some = utterances.filter(({ split }) => split !== 'val');
    const parts = splitUtterances(some, settingsOf({ split: 'named' }));
    some.forEach(({ split }, index) => {
      if (split === 'test') expect(parts[index]).toBe('test');
      else expect(parts[index]).not.toBe('test');
    });
    expect(parts.filter((part) => part === 'val').length).toBe(8);
  });

  it('by take tests on the first takes', () => {
    const parts = splitUtterances(utterances, settingsOf({ split: 'takes', last_test_take: 4 }));
    utterances.forEach(({ take }, index) => {
      expect(parts[index] === 'test').toBe(take! <= 4);
    });
    expect(parts.filter((part) => part === 'val').length).toBe(8);
  });

  it('by speaker hears the one held out in the test part alone', () => {
    const parts = splitUtterances(
      utterances,
      settingsOf({ split: 'speaker', hold_out_speaker: 'ben' }),
    );
    utterances.forEach(({ speaker }, index) => {
      expect(parts[index] === 'test').toBe(speaker === 'ben');
    });
  });

  it.each([
    [{ split: 'speaker', hold_out_speaker: 'eve' }, 'no-such-speaker', /ann, ben/],
    [{ split: 'speaker' }, 'no-such-speaker', /ann, ben/],
    [{ val_fraction: 0.9, test_fraction: 0.9 }, 'too-few-recordings', /shares/],
  ])('%j is refused in words', (changes, code, hint) => {
    expect(() => splitUtterances(utterances, settingsOf(changes))).toThrow(
      expect.objectContaining({ code, hint: expect.stringMatching(hint) }),
    );
  });

  it('without numbers or speakers says so', () => {
    const bare = utterances.map((one) => ({ ...one, take: null, speaker: null }));
    for (const [split, code] of [
      ['takes', 'no-takes'],
      ['speaker', 'no-such-speaker'],
    ]) {
      expect(() => splitUtterances(bare, settingsOf({ split }))).toThrow(
        expect.objectContaining({ code }),
      );
    }
  });
});

/** Values tell frame and feature: 100 * frame + feature + 1. */
function numbered(frames: number, width: number): FeatureMatrix {
  const values = Float32Array.from(
    { length: frames * width },
    (_, at) => 100 * Math.floor(at / width) + (at % width) + 1,
  );
  return { frames, width, values };
}

it('lays frames side by side in steps, utterance by utterance, with zeros after the end', () => {
  const batch = layUtterances([numbered(5, 2), numbered(2, 2)], 2);
  expect([batch.time, batch.size, batch.lengths]).toEqual([3, 2, [3, 1]]);
  expect([...batch.values]).toEqual([
    ...[1, 2, 101, 102],
    ...[1, 2, 101, 102],
    ...[201, 202, 301, 302],
    ...[0, 0, 0, 0],
    ...[401, 402, 0, 0],
    ...[0, 0, 0, 0],
  ]);
  expect([0, 1, 2, 3, 4].map((frames) => stepsOf(frames, 3))).toEqual([0, 1, 1, 1, 2]);
});

describe('normalisation', () => {
  const random = new Random(2);
  const samples = Float32Array.from(
    { length: 4000 },
    (_, n) => Math.sin(n * n * 1e-4) * (n / 4000) + 0.1 * random.normal(),
  );
  const meanOf = ({ frames, width, values }: FeatureMatrix, at: number) => {
    let sum = 0;
    for (let frame = 0; frame < frames; frame++) sum += values[frame * width + at]!;
    return sum / frames;
  };

  it('of each recording gives mean 0 and variance 1, whatever its level', () => {
    const features = new SpeechFeatures(settingsOf({}), 8000);
    const loud = features.extract(samples, 8000);
    const quiet = features.extract(
      samples.map((sample) => sample / 4),
      8000,
    );
    expect(Math.abs(meanOf(loud, 3))).toBeLessThan(1e-5);
    const square = { ...loud, values: loud.values.map((value) => value * value) };
    expect(meanOf(square, 3)).toBeCloseTo(1, 4);
    loud.values.forEach((value, at) => {
      expect(Math.abs(value - quiet.values[at]!)).toBeLessThan(1e-3);
    });
  });

  it('by the training part scales everything alike', () => {
    const features = new SpeechFeatures(settingsOf({ feature_normalization: 'global' }), 8000);
    const [training, other] = [
      features.extract(samples, 8000),
      features.extract(samples.subarray(900), 8000),
    ];
    const scale = features.fit([training]);
    scaleFeatures(training, scale);
    expect(Math.abs(meanOf(training, 3))).toBeLessThan(1e-5);
    scaleFeatures(other, scale);
    expect(Math.abs(meanOf(other, 3))).toBeGreaterThan(1e-3);
    expect(features.extract(samples.subarray(900), 8000).values).toEqual(other.values);
  });

  it('brings any rate to one', () => {
    const features = new SpeechFeatures(settingsOf({ sample_rate: 8000 }), 16_000);
    expect(features.extract(samples, 16_000).frames).toBe(1 + 2000 / 80);
    expect(new SpeechFeatures(settingsOf({}), 44_100).sampleRate).toBe(16_000);
  });
});

describe('SpecAugment', () => {
  const options = { timeMasks: 1, timeWidth: 8, frequencyMasks: 1, frequencyWidth: 3 };

  it('hides whole bands and whole frames, in every block of slopes alike', () => {
    const random = new Random(4);
    let hiddenBands = 0;
    let hiddenFrames = 0;
    for (let time = 0; time < 50; time++) {
      const original = numbered(40, 12);
      const { values } = maskFeatures(original, options, 2, random);
      const isZero = (frame: number, at: number) => values[frame * 12 + at] === 0;
      const frames = Array.from({ length: 40 }, (_, frame) => frame);
      const bands = Array.from({ length: 12 }, (_, at) => at);
      const wholeBands = bands.filter((at) => frames.every((frame) => isZero(frame, at)));
      const wholeFrames = frames.filter((frame) => bands.every((at) => isZero(frame, at)));
      const zeros = values.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
      expect(zeros).toBe(
        wholeBands.length * 40 + wholeFrames.length * 12 - wholeBands.length * wholeFrames.length,
      );
      expect(wholeBands.filter((at) => at < 6).map((at) => at + 6)).toEqual(
        wholeBands.filter((at) => at >= 6),
      );
      expect(wholeBands.length / 2).toBeLessThanOrEqual(3);
      expect(wholeFrames.length).toBeLessThanOrEqual(8);
      hiddenBands += wholeBands.length;
      hiddenFrames += wholeFrames.length;
      expect([...original.values]).toEqual([...numbered(40, 12).values]);
    }
    expect(hiddenBands).toBeGreaterThan(0);
    expect(hiddenFrames).toBeGreaterThan(0);
  });

  it('never hides more than a fifth of a short recording, and draws nothing when it is off', () => {
    const random = new Random(4);
    for (let time = 0; time < 30; time++) {
      const { values } = maskFeatures(numbered(5, 4), { ...options, frequencyMasks: 0 }, 1, random);
      expect(values.filter((value) => value === 0).length).toBeLessThanOrEqual(4);
    }
    const before = random.state();
    const none = { ...options, timeMasks: 0, frequencyMasks: 0 };
    maskFeatures(numbered(5, 4), none, 1, random);
    expect(random.state()).toEqual(before);
  });
});

it('another tempo keeps the ends and what lies between', () => {
  const line = numbered(21, 1);
  expect([...changeTempo(line, 2).values].length).toBe(11);
  for (const rate of [0.8, 1, 1.25, 2]) {
    const { frames, values } = changeTempo(line, rate);
    expect(frames).toBe(Math.round(21 / rate));
    expect([values[0], values[frames - 1]]).toEqual([1, 2001]);
    for (let at = 1; at < frames; at++) expect(values[at]!).toBeGreaterThan(values[at - 1]!);
  }
});

it('a recording is never made too fast for its labels', () => {
  const clip = {
    utterance: utterances[0]!,
    transcript: 'abcde',
    labels: [0, 1, 2, 3, 4],
    features: numbered(5, 2),
    seconds: 0.05,
  };
  const masks = { timeMasks: 0, timeWidth: 0, frequencyMasks: 0, frequencyWidth: 0 };
  const features = new SpeechFeatures(settingsOf({}), 8000);
  const random = new Random(1);
  for (let time = 0; time < 50; time++) {
    const { frames } = augmentClip(clip, { masks, tempo: 0.5, voice: 0, features }, 1, random);
    expect(frames).toBeGreaterThanOrEqual(5);
  }
});

describe('another voice', () => {
  const features = new SpeechFeatures(settingsOf({ bands: 40 }), 8000);

  it('moves a tone to the band where a tone that much higher lies', () => {
    const peakOf = (hertz: number, places: Float64Array | null) => {
      const sound = Float32Array.from({ length: 4000 }, (_, n) =>
        Math.sin((2 * Math.PI * hertz * n) / 8000),
      );
      const plain = new SpeechFeatures(
        settingsOf({ bands: 40, feature_normalization: 'none' }),
        8000,
      );
      const matrix = plain.extract(sound, 8000);
      const { values } = places === null ? matrix : changeVoice(matrix, places, 1);
      const middle = values.subarray(25 * 40, 26 * 40);
      return middle.indexOf(Math.max(...middle));
    };
    // Reading every band where frequencies are 1.2 times as high makes a tone 1.2 times lower.
    const places = features.stretchedBands(1.2)!;
    for (const hertz of [600, 1200, 2400]) {
      expect(Math.abs(peakOf(hertz, places) - peakOf(hertz / 1.2, null))).toBeLessThanOrEqual(1);
    }
  });

  it('of the same length changes nothing, and there is none of MFCC', () => {
    const matrix = numbered(3, 40);
    expect(changeVoice(matrix, features.stretchedBands(1)!, 1)).toEqual(matrix);
    const mfcc = new SpeechFeatures(settingsOf({ features: 'mfcc' }), 8000);
    expect(mfcc.stretchedBands(1.1)).toBeNull();
  });
});
