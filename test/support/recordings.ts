import { Random } from '../../src/backend/random.ts';
import { writeWav } from '../../src/datasets/audio/wav.ts';

/** A word as two tones one after the other, with a little noise, at 8 kHz. */
export function tones(first: number, second: number, { seconds = 0.2, seed = 1 } = {}): Buffer {
  const rate = 8000;
  const random = new Random(seed);
  const length = Math.round(rate * seconds);
  const samples = Float32Array.from({ length }, (_, at) => {
    const hertz = at < length / 2 ? first : second;
    return 0.4 * Math.sin((2 * Math.PI * hertz * at) / rate) + 0.01 * random.normal();
  });
  return writeWav(samples, rate);
}

/** Twelve recordings of three digits by two speakers, two takes each. */
export function digitRecordings(): Record<string, Buffer> {
  const files: Record<string, Buffer> = {};
  for (const [digit, first] of [300, 700, 1500].entries()) {
    for (const [speaker, second] of [
      ['anna', 900],
      ['ben', 2200],
    ] as const) {
      for (const take of [0, 1]) {
        const seed = 1 + digit * 10 + take + second;
        const seconds = 0.2 + take / 20;
        files[`recordings/${digit}_${speaker}_${take}.wav`] = tones(first, second, {
          seconds,
          seed,
        });
      }
    }
  }
  return files;
}
