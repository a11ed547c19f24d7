import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../src/datasets/audio/decode.ts';
import {
  FeatureExtractor,
  type FeatureMatrix,
} from '../../../src/datasets/audio/features/index.ts';
import { PowerSpectrum } from '../../../src/datasets/audio/features/real-fourier.ts';
import { resample } from '../../../src/datasets/audio/resample.ts';

const folder = resolve(import.meta.dirname, '../../fixtures/audio');
const fixture: {
  sampleRate: number;
  windowMilliseconds: number;
  hopMilliseconds: number;
  bands: number;
  logMel: number[][];
  mfcc: number[][];
  logMelPreEmphasis: number[][];
  resampled: Record<string, number[]>;
} = JSON.parse(readFileSync(join(folder, 'librosa.json'), 'utf8'));
const { sampleRate, windowMilliseconds, hopMilliseconds, bands } = fixture;
const plain = { sampleRate, windowMilliseconds, hopMilliseconds, bands, coefficients: 13 };
const samples = (await decodeAudio(readFileSync(join(folder, 'float-32.wav')))).channels[0]!;

/** Natural logarithms: 1e-3 is a tenth of a percent of a band's power. */
const tolerance = 1e-3;

function expectRows({ frames, width, values }: FeatureMatrix, rows: number[][]): void {
  expect([frames, width]).toEqual([rows.length, rows[0]!.length]);
  let worst = 0;
  rows.flat().forEach((value, index) => {
    worst = Math.max(worst, Math.abs(values[index]! - value));
  });
  expect(worst).toBeLessThan(tolerance);
}

describe('features agree with librosa', () => {
  it('logarithms of mel bands', () => {
    const extractor = new FeatureExtractor({
      ...plain,
      kind: 'log-mel',
      preEmphasis: 0,
      deltas: false,
    });
    expectRows(extractor.of(samples), fixture.logMel);
    expect(extractor.width).toBe(bands);
  });

  it('with pre-emphasis', () => {
    const options = { ...plain, kind: 'log-mel', preEmphasis: 0.97, deltas: false } as const;
    expectRows(new FeatureExtractor(options).of(samples), fixture.logMelPreEmphasis);
  });

  it('cepstral coefficients with both deltas', () => {
    const extractor = new FeatureExtractor({
      ...plain,
      kind: 'mfcc',
      preEmphasis: 0,
      deltas: true,
    });
    expectRows(extractor.of(samples), fixture.mfcc);
    expect(extractor.width).toBe(39);
  });

  it('no frame for no sound, one for less than a hop', () => {
    const extractor = new FeatureExtractor({
      ...plain,
      kind: 'log-mel',
      preEmphasis: 0,
      deltas: true,
    });
    expect(extractor.of(new Float32Array(0)).frames).toBe(0);
    const short = extractor.of(samples.subarray(0, 10));
    expect([short.frames, short.values.every(Number.isFinite)]).toEqual([1, true]);
  });
});

it.each([4, 8, 256])('power spectra of %i samples equal the defining sum', (size) => {
  const frame = Float64Array.from({ length: size }, (_, n) => Math.sin(n * n) + n / size);
  const power = new Float64Array(size / 2 + 1);
  new PowerSpectrum(size).of(frame, power);
  power.forEach((value, k) => {
    let [re, im] = [0, 0];
    frame.forEach((x, n) => {
      re += x * Math.cos((2 * Math.PI * k * n) / size);
      im -= x * Math.sin((2 * Math.PI * k * n) / size);
    });
    expect(value).toBeCloseTo(re * re + im * im, 6);
  });
});

describe('resampling', () => {
  const tone = (hertz: number, rate: number, seconds: number) =>
    Float32Array.from({ length: rate * seconds }, (_, n) =>
      Math.sin((2 * Math.PI * hertz * n) / rate),
    );
  /** Away from the ends, where the sound begins and stops. */
  const middle = (values: Float32Array) =>
    values.subarray(values.length / 4, (3 * values.length) / 4);

  it.each([
    [8000, 16000],
    [22050, 16000],
    [44100, 16000],
    [16000, 11025],
    [11127, 8000],
  ])('a tone of 1 kHz from %i to %i Hz stays itself to 1e-4', (from, to) => {
    const result = resample(tone(1000, from, 0.5), from, to);
    expect(result.length).toBe(Math.ceil((from * 0.5 * to) / from));
    const expected = tone(1000, to, 0.5);
    const worst = Math.max(...middle(result).map((v, n) => Math.abs(v - middle(expected)[n]!)));
    expect(worst).toBeLessThan(1e-4);
  });

  it('what the new rate cannot hold does not fold back: 80 dB down', () => {
    const result = middle(resample(tone(5000, 16000, 0.5), 16000, 8000));
    expect(Math.max(...result.map(Math.abs))).toBeLessThan(1e-4);
  });

  it.each(['11025', '5000'])('agrees with soxr at %s Hz to 2 % where both filters pass', (rate) => {
    const expected = fixture.resampled[rate]!;
    const result = resample(samples, sampleRate, Number(rate));
    expect(result.length).toBe(expected.length);
    // The sweep is compared before it comes near the new limit; the noise that lies there depends
    // on each filter's steepness.
    let [difference, energy] = [0, 0];
    for (let at = 50; at < 0.22 * Number(rate); at++) {
      difference += (result[at]! - expected[at]!) ** 2;
      energy += expected[at]! ** 2;
    }
    expect(Math.sqrt(difference / energy)).toBeLessThan(2e-2);
  });
});
