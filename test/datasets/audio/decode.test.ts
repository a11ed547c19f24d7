import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audioCoding, decodeAudio, isAudioName } from '../../../src/datasets/audio/decode.ts';
import { levelProblem, mixToMono } from '../../../src/datasets/audio/sound.ts';
import { readWav, writeWav } from '../../../src/datasets/audio/wav.ts';

const folder = resolve(import.meta.dirname, '../../fixtures/audio');
const file = (name: string) => readFileSync(join(folder, name));
const fixture: {
  decoded: Record<string, { sampleRate: number; samples: number[] }>;
} = JSON.parse(file('librosa.json').toString());

const pi = Math.PI;
const tone = (hertz: number, rate: number, seconds: number, height = 0.5) =>
  Float32Array.from(
    { length: rate * seconds },
    (_, n) => height * Math.sin((2 * pi * hertz * n) / rate),
  );

/**
 * Whole numbers are exact but for the float's last bits; the FLAC decoder takes 32767, not 32768,
 * for full scale; lossy decoders round in their own ways.
 */
const tolerances: Readonly<Record<string, number>> = {
  'sound.flac': 5e-5,
  'sound.mp3': 2e-3,
  'sound.ogg': 2e-3,
};

describe('decoding agrees with libsndfile', () => {
  it.each(Object.entries(fixture.decoded))('%s', async (name, expected) => {
    const sound = await decodeAudio(file(name));
    // libopus always decodes at 48 kHz, libsndfile at the rate that was put in.
    const step = sound.sampleRate / expected.sampleRate;
    expect(step).toBe(name === 'sound.opus' ? 6 : 1);
    expect(sound).toMatchObject({ cut: false });
    expect(sound.channels.length).toBe(1);
    expect(sound.channels[0]!.length / sound.sampleRate).toBeGreaterThan(0.29);
    if (step !== 1) return;
    const tolerance = tolerances[name] ?? 1e-6;
    expected.samples.forEach((value, index) => {
      expect(Math.abs(sound.channels[0]![400 + index]! - value), `${index}`).toBeLessThan(
        tolerance,
      );
    });
  });

  it('mixes channels with equal weight', async () => {
    const stereo = await decodeAudio(file('stereo.wav'));
    expect(stereo.channels.length).toBe(2);
    const mono = mixToMono(stereo);
    expect(mono[500]!).toBeCloseTo(stereo.channels[0]![500]! / 4, 3);
  });
});

describe('WAV', () => {
  it('comes back as written, to half a step of 16 bits', () => {
    const sound = tone(440, 8000, 0.05, 0.9);
    const { channels, sampleRate } = readWav(writeWav(sound, 8000));
    expect(sampleRate).toBe(8000);
    sound.forEach((value, at) => {
      expect(Math.abs(channels[0]![at]! - value)).toBeLessThanOrEqual(0.5 / 32768 + 1e-9);
    });
  });

  it('reads what there is of a file that was cut, and says that it was', () => {
    const whole = writeWav(tone(440, 8000, 0.1), 8000);
    const sound = readWav(whole.subarray(0, 44 + 400));
    expect(sound.cut).toBe(true);
    expect(sound.channels[0]!.length).toBe(200);
  });

  it.each([
    ['no sound', Buffer.from('RIFF\x04\x00\x00\x00WAVE', 'latin1')],
    [
      'an unknown coding',
      (() => {
        const bytes = writeWav(tone(440, 8000, 0.1), 8000);
        bytes.writeUInt16LE(85, 20);
        return bytes;
      })(),
    ],
    [
      'no channels',
      (() => {
        const bytes = writeWav(tone(440, 8000, 0.1), 8000);
        bytes.writeUInt16LE(0, 22);
        return bytes;
      })(),
    ],
  ])('says what is wrong with %s', async (_, bytes) => {
    await expect(decodeAudio(bytes)).rejects.toMatchObject({ code: 'unreadable-audio' });
  });
});

it.each([
  ['flac', Buffer.concat([Buffer.from('fLaC'), Buffer.alloc(50, 7)])],
  ['mp3', Buffer.concat([Buffer.from('ID3'), Buffer.alloc(50, 7)])],
])('says in words that a %s is damaged', async (coding, bytes) => {
  expect(audioCoding(bytes)).toBe(coding);
  await expect(decodeAudio(bytes)).rejects.toMatchObject({ code: 'unreadable-audio' });
});

it('is told by content: a text is no recording', () => {
  expect(audioCoding(Buffer.from('wav_filename,wav_filesize'))).toBeNull();
  expect(audioCoding(new Uint8Array(0))).toBeNull();
  expect(['a/b.WAV', 'x.flac', 'a.txt', 'wav'].map(isAudioName)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

describe('levels', () => {
  it.each([
    ['silence', new Float32Array(8000), 'silent'],
    ['noise below hearing', tone(300, 8000, 1, 5e-4), 'silent'],
    ['a quiet voice', tone(300, 8000, 1, 0.01), null],
    ['a wave at full scale', tone(300, 8000, 1, 1), null],
    [
      'a wave beyond full scale',
      tone(300, 8000, 1, 3).map((v) => Math.max(-1, Math.min(1, v))),
      'clipped',
    ],
  ])('%s', (_, samples, problem) => {
    expect(levelProblem(samples, 8000)).toBe(problem);
  });
});
