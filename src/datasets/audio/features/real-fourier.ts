import { FourierTransform } from '../../fourier.ts';

/**
 * Power spectra of real frames of one fixed length: a complex transform of half the length
 * whose output is untangled into the spectrum of the real frame.
 */
export class PowerSpectrum {
  /** Length of a frame, a power of two from 4. */
  readonly size: number;
  /** Frequencies from 0 to half the sampling rate: size / 2 + 1. */
  readonly bins: number;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #transform: FourierTransform;

  constructor(size: number) {
    const half = size / 2;
    this.size = size;
    this.bins = half + 1;
    this.#real = new Float64Array(half);
    this.#imaginary = new Float64Array(half);
    const angles = Float64Array.from({ length: half }, (_, k) => (-2 * Math.PI * k) / size);
    this.#cosines = angles.map(Math.cos);
    this.#sines = angles.map(Math.sin);
    this.#transform = new FourierTransform(half);
  }

  /**
   * Squared magnitudes of one frame's transform.
   * @param frame `size` samples
   * @param power `bins` values, written
   */
  of(frame: Float64Array, power: Float64Array): void {
    const half = this.size / 2;
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let index = 0; index < half; index++) {
      real[index] = frame[2 * index]!;
      imaginary[index] = frame[2 * index + 1]!;
    }
    this.#transform.run(real, imaginary);
    power[0] = (real[0]! + imaginary[0]!) ** 2;
    power[half] = (real[0]! - imaginary[0]!) ** 2;
    for (let k = 1; k < half; k++) {
      // Even samples give (z[k] + conj z[n-k]) / 2, odd ones the rest, turned by their place.
      const other = half - k;
      const evenRe = (real[k]! + real[other]!) / 2;
      const evenIm = (imaginary[k]! - imaginary[other]!) / 2;
      const oddRe = (imaginary[k]! + imaginary[other]!) / 2;
      const oddIm = (real[other]! - real[k]!) / 2;
      const cos = this.#cosines[k]!;
      const sin = this.#sines[k]!;
      const re = evenRe + oddRe * cos - oddIm * sin;
      const im = evenIm + oddRe * sin + oddIm * cos;
      power[k] = re * re + im * im;
    }
  }
}
