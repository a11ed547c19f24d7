import { booleanOf, numberOf, type Settings, textOf } from '../../contract/index.ts';
import { FeatureExtractor, type FeatureMatrix, resample } from '../../datasets/index.ts';

export type FeatureNormalization = 'utterance' | 'global' | 'none';

/** Mean and inverse deviation of every feature. */
export interface FeatureScale {
  readonly means: Float64Array;
  readonly factors: Float64Array;
}

/** A rate above this adds nothing that speech needs. */
const highestChosenRate = 16_000;
/** A feature that hardly varies is left as it is instead of being blown up. */
const leastDeviation = 1e-4;

/** Sound at any rate to normalised features at one rate. */
export class SpeechFeatures {
  readonly sampleRate: number;
  readonly normalization: FeatureNormalization;
  /** Times that the bands are repeated side by side. */
  readonly blocks: number;
  readonly #extractor: FeatureExtractor;
  #scale: FeatureScale | null = null;

  /** @param ownRate sampling rate of the recordings, where the settings name none */
  constructor(settings: Settings, ownRate: number) {
    const given = numberOf(settings, 'sample_rate');
    this.sampleRate = given > 0 ? given : Math.min(ownRate, highestChosenRate);
    this.normalization = textOf(settings, 'feature_normalization') as FeatureNormalization;
    const deltas = booleanOf(settings, 'deltas');
    this.blocks = deltas ? 3 : 1;
    this.#extractor = new FeatureExtractor({
      kind: textOf(settings, 'features') === 'mfcc' ? 'mfcc' : 'log-mel',
      sampleRate: this.sampleRate,
      windowMilliseconds: numberOf(settings, 'window_ms'),
      hopMilliseconds: numberOf(settings, 'hop_ms'),
      bands: numberOf(settings, 'bands'),
      coefficients: numberOf(settings, 'coefficients'),
      deltas,
      preEmphasis: numberOf(settings, 'pre_emphasis'),
    });
  }

  get width(): number {
    return this.#extractor.width;
  }

  /** See FeatureExtractor. */
  stretchedBands(factor: number): Float64Array | null {
    return this.#extractor.stretchedBands(factor);
  }

  /** Not normalised yet where that takes all training recordings. */
  extract(samples: Float32Array, sampleRate: number): FeatureMatrix {
    const features = this.#extractor.of(resample(samples, sampleRate, this.sampleRate));
    if (this.normalization === 'utterance') scaleFeatures(features, scaleOf([features]));
    if (this.#scale !== null) scaleFeatures(features, this.#scale);
    return features;
  }

  /** Fits the global scale on training features; those extracted before must be scaled by it. */
  fit(training: readonly FeatureMatrix[]): FeatureScale {
    this.#scale = scaleOf(training);
    return this.#scale;
  }
}

function scaleOf(matrices: readonly FeatureMatrix[]): FeatureScale {
  const width = matrices[0]?.width ?? 0;
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  let frames = 0;
  for (const matrix of matrices) {
    frames += matrix.frames;
    matrix.values.forEach((value, at) => {
      sums[at % width]! += value;
      squares[at % width]! += value * value;
    });
  }
  const means = sums.map((sum) => sum / frames);
  const factors = squares.map((square, at) => {
    const deviation = Math.sqrt(Math.max(0, square / frames - means[at]! ** 2));
    return deviation > leastDeviation ? 1 / deviation : 1;
  });
  return { means, factors };
}

/** In place. */
export function scaleFeatures(matrix: FeatureMatrix, { means, factors }: FeatureScale): void {
  const { values, width } = matrix;
  for (let at = 0; at < values.length; at++) {
    values[at] = (values[at]! - means[at % width]!) * factors[at % width]!;
  }
}
