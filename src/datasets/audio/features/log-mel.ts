import { type MelBand, melBands, stretchedBands } from './mel-bands.ts';
import { PowerSpectrum } from './real-fourier.ts';

/** Vectors over time, frame after frame. */
export interface FeatureMatrix {
  readonly frames: number;
  /** Values in a frame. */
  readonly width: number;
  /** (frames, width) */
  readonly values: Float32Array;
}

export interface SpectrumOptions {
  /** Samples a second. */
  readonly sampleRate: number;
  /** Length of the Hann window in milliseconds. */
  readonly windowMilliseconds: number;
  /** Distance of two frames in milliseconds. */
  readonly hopMilliseconds: number;
  /** Mel bands. */
  readonly bands: number;
  /** y[n] = x[n] - preEmphasis * x[n - 1]; 0 leaves the sound as it is. */
  readonly preEmphasis: number;
}

/** Added before the logarithm: silence is ln(1e-10). */
const floor = 1e-10;
/** Lowest frequency of the bands, Hz: below it microphones hum. */
const lowest = 20;

function hopSamples({ sampleRate, hopMilliseconds }: SpectrumOptions): number {
  return Math.max(1, Math.round((sampleRate * hopMilliseconds) / 1000));
}

/** Frames of a sound: one centred at every hop from its first sample on. */
function frameCount(samples: number, options: SpectrumOptions): number {
  return samples === 0 ? 0 : 1 + Math.floor(samples / hopSamples(options));
}

/** Natural logarithm of the power in mel bands. Equal options share the tables of one instance. */
export class LogMelSpectrum {
  readonly options: SpectrumOptions;
  readonly #spectrum: PowerSpectrum;
  /** Hann, in the middle of a frame of the transform's length. */
  readonly #window: Float64Array;
  readonly #bands: readonly MelBand[];

  constructor(options: SpectrumOptions) {
    const { sampleRate, windowMilliseconds, bands } = options;
    const window = Math.max(2, Math.round((sampleRate * windowMilliseconds) / 1000));
    const fftSize = 2 ** Math.ceil(Math.log2(Math.max(4, window)));
    this.options = options;
    this.#spectrum = new PowerSpectrum(fftSize);
    this.#window = centredHann(window, fftSize);
    this.#bands = melBands({ sampleRate, fftSize }, bands, lowest, sampleRate / 2);
  }

  /** See `stretchedBands`, for these bands. */
  stretched(factor: number): Float64Array {
    const { bands, sampleRate } = this.options;
    return stretchedBands(bands, lowest, sampleRate / 2, factor);
  }

  /**
   * Frames are centred on every hop, with silence before and after the sound, as librosa places
   * them (`center=True`).
   */
  of(samples: Float32Array): FeatureMatrix {
    const { bands: width } = this.options;
    const hop = hopSamples(this.options);
    const frames = frameCount(samples.length, this.options);
    const values = new Float32Array(frames * width);
    const frame = new Float64Array(this.#spectrum.size);
    const power = new Float64Array(this.#spectrum.bins);
    for (let at = 0; at < frames; at++) {
      this.#cutFrame(samples, at * hop - frame.length / 2, frame);
      this.#spectrum.of(frame, power);
      for (let band = 0; band < width; band++) {
        values[at * width + band] = Math.log(bandPower(this.#bands[band]!, power) + floor);
      }
    }
    return { frames, width, values };
  }

  #cutFrame(samples: Float32Array, start: number, frame: Float64Array): void {
    const { preEmphasis } = this.options;
    for (let index = 0; index < frame.length; index++) {
      const at = start + index;
      const weight = this.#window[index]!;
      if (weight === 0 || at < 0 || at >= samples.length) frame[index] = 0;
      else frame[index] = weight * (samples[at]! - preEmphasis * (samples[at - 1] ?? 0));
    }
  }
}

/** Periodic, as for spectra: the value after the last one would be the first. */
function centredHann(length: number, size: number): Float64Array {
  const window = new Float64Array(size);
  const before = Math.floor((size - length) / 2);
  for (let index = 0; index < length; index++) {
    window[before + index] = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length);
  }
  return window;
}

function bandPower({ firstBin, weights }: MelBand, power: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++)
    sum += weights[index]! * power[firstBin + index]!;
  return sum;
}
