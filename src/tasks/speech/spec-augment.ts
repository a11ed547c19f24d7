import type { Random } from '../../backend/random.ts';
import type { FeatureMatrix } from '../../datasets/index.ts';

/** SpecAugment's masks (Park et al. 2019, arXiv 1904.08779); time warping is left out. */
export interface MaskOptions {
  readonly timeMasks: number;
  /** Frames of a mask at most. */
  readonly timeWidth: number;
  readonly frequencyMasks: number;
  /** Bands of a mask at most. */
  readonly frequencyWidth: number;
}

/** A time mask hides at most this share of an utterance: the paper's p. */
const largestShare = 0.2;

/**
 * Hides random stretches of time and of frequency, each of a width drawn evenly from 0 to its
 * largest; normalised features become 0, their mean. Draws nothing where there are no masks.
 * @param blocks how many times the bands are repeated side by side: values, slopes, their slopes
 */
export function maskFeatures(
  { frames, width, values }: FeatureMatrix,
  options: MaskOptions,
  blocks: number,
  random: Random,
): FeatureMatrix {
  if (options.timeMasks === 0 && options.frequencyMasks === 0) return { frames, width, values };
  const masked = values.slice();
  const bands = width / blocks;
  for (let mask = 0; mask < options.frequencyMasks; mask++) {
    const size = random.integer(Math.min(options.frequencyWidth, bands - 1) + 1);
    const first = random.integer(bands - size + 1);
    for (let frame = 0; frame < frames; frame++) {
      for (let block = 0; block < blocks; block++) {
        const at = frame * width + block * bands + first;
        masked.fill(0, at, at + size);
      }
    }
  }
  const longest = Math.min(options.timeWidth, Math.floor(frames * largestShare));
  for (let mask = 0; mask < options.timeMasks; mask++) {
    const size = random.integer(longest + 1);
    const first = random.integer(frames - size + 1);
    masked.fill(0, first * width, (first + size) * width);
  }
  return { frames, width, values: masked };
}
