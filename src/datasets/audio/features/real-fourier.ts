/**
 * Power spectra of real frames of one fixed length: a complex transform of half the length
 * (radix-2 Cooley-Tukey) whose output is untangled into the spectrum of the real frame.
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
  readonly #reversed: Uint32Array;

  constructor(size: number) {
    const half = size / 2;
    this.size = size;
    this.bins = half + 1;
    this.#real = new Float64Array(half);
    this.#imaginary = new Float64Array(half);
    const angles = Float64Array.from({ length: half }, (_, k) => (-2 * Math.PI * k) / size);
    this.#cosines = angles.map(Math.cos);
    this.#sines = angles.map(Math.sin);
    const bits = Math.log2(half);
    this.#reversed = Uint32Array.from({ length: half }, (_, index) => reverseBits(index, bits));
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
      const from = this.#reversed[index]!;
      real[index] = frame[2 * from]!;
      imaginary[index] = frame[2 * from + 1]!;
    }
    this.#transform();
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

  #transform(): void {
    const length = this.size / 2;
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let span = 2; span <= length; span *= 2) {
      const half = span / 2;
      const stride = this.size / span;
      for (let start = 0; start < length; start += span) {
        for (let k = 0; k < half; k++) {
          const cos = this.#cosines[k * stride]!;
          const sin = this.#sines[k * stride]!;
          const even = start + k;
          const odd = even + half;
          const re = real[odd]! * cos - imaginary[odd]! * sin;
          const im = real[odd]! * sin + imaginary[odd]! * cos;
          real[odd] = real[even]! - re;
          imaginary[odd] = imaginary[even]! - im;
          real[even]! += re;
          imaginary[even]! += im;
        }
      }
    }
  }
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed |= ((value >> bit) & 1) << (bits - 1 - bit);
  return reversed;
}
