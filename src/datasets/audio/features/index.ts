import { cepstrum } from './cepstrum.ts';
import { deltas, sideBySide } from './deltas.ts';
import { type FeatureMatrix, LogMelSpectrum, type SpectrumOptions } from './log-mel.ts';

export type { FeatureMatrix } from './log-mel.ts';

export interface FeatureOptions extends SpectrumOptions {
  readonly kind: 'log-mel' | 'mfcc';
  /** Of the cepstrum; MFCC only. */
  readonly coefficients: number;
  /** Slopes, and slopes of slopes, beside the values. */
  readonly deltas: boolean;
}

/** Sound as vectors over time. One instance serves many recordings of one sampling rate. */
export class FeatureExtractor {
  readonly options: FeatureOptions;
  readonly #spectrum: LogMelSpectrum;

  constructor(options: FeatureOptions) {
    this.options = options;
    this.#spectrum = new LogMelSpectrum(options);
  }

  /** Values in a frame. */
  get width(): number {
    const { kind, bands, coefficients } = this.options;
    const own = kind === 'mfcc' ? Math.min(coefficients, bands) : bands;
    return this.options.deltas ? 3 * own : own;
  }

  /** Places of the bands under frequencies `factor` times as high; null where features are no bands. */
  stretchedBands(factor: number): Float64Array | null {
    return this.options.kind === 'log-mel' ? this.#spectrum.stretched(factor) : null;
  }

  /** @param samples one channel at the options' sampling rate */
  of(samples: Float32Array): FeatureMatrix {
    const logMel = this.#spectrum.of(samples);
    const own = this.options.kind === 'mfcc' ? cepstrum(logMel, this.options.coefficients) : logMel;
    if (!this.options.deltas) return own;
    const slopes = deltas(own);
    return sideBySide([own, slopes, deltas(slopes)]);
  }
}
