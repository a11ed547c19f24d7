/**
 * Forward discrete Fourier transforms of one length, in place: radix-2 Cooley-Tukey with tables, for
 * many sequences of the same length.
 */
export class FourierTransform {
  /** A power of two. */
  readonly length: number;
  /** Of -2 pi k / length for k below half the length. */
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  /** Pairs of places to exchange: indices whose bits are each other's in reverse order. */
  readonly #exchanges: Uint32Array;

  constructor(length: number) {
    this.length = length;
    const half = Math.floor(length / 2);
    const angles = Float64Array.from({ length: half }, (_, k) => (-2 * Math.PI * k) / length);
    this.#cosines = angles.map(Math.cos);
    this.#sines = angles.map(Math.sin);
    this.#exchanges = Uint32Array.from(exchangesOf(length));
  }

  /** @param real `length` values, like `imaginary`; both are overwritten */
  run(real: Float64Array, imaginary: Float64Array): void {
    this.#exchange(real);
    this.#exchange(imaginary);
    const { length } = this;
    const [cosines, sines] = [this.#cosines, this.#sines];
    for (let span = 2; span <= length; span *= 2) {
      const half = span / 2;
      const stride = length / span;
      for (let start = 0; start < length; start += span) {
        for (let k = 0; k < half; k++) {
          const cos = cosines[k * stride]!;
          const sin = sines[k * stride]!;
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

  #exchange(values: Float64Array): void {
    const exchanges = this.#exchanges;
    for (let at = 0; at < exchanges.length; at += 2) {
      const one = exchanges[at]!;
      const other = exchanges[at + 1]!;
      const value = values[one]!;
      values[one] = values[other]!;
      values[other] = value;
    }
  }
}

function exchangesOf(length: number): number[] {
  const bits = Math.log2(length);
  const pairs: number[] = [];
  for (let index = 0; index < length; index++) {
    const other = reverseBits(index, bits);
    if (index < other) pairs.push(index, other);
  }
  return pairs;
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed |= ((value >> bit) & 1) << (bits - 1 - bit);
  return reversed;
}
