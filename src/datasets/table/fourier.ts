/**
 * Autocorrelation of a series at lags 0 to `maxLag`, by the Wiener-Khinchin theorem: the inverse
 * Fourier transform of the power spectrum, with zero padding against wrapping round. Each lag is
 * divided by the number of pairs that it has and by the variance, so that a perfect rhythm gives 1
 * at its period, however long.
 *
 * @param values series of any length without missing values; its mean is removed here
 */
export function autocorrelation(values: Float64Array, maxLag: number): Float64Array {
  const length = values.length;
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, length + maxLag)));
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  for (let i = 0; i < length; i++) real[i] = values[i]! - mean;
  transform(real, imaginary);
  for (let i = 0; i < size; i++) {
    real[i] = real[i]! ** 2 + imaginary[i]! ** 2;
    imaginary[i] = 0;
  }
  // The spectrum is real and even: a second forward transform is the inverse up to its scale.
  transform(real, imaginary);
  const variance = real[0]! / length;
  const result = new Float64Array(maxLag + 1);
  for (let lag = 0; lag <= maxLag && lag < length; lag++) {
    result[lag] = variance > 0 ? real[lag]! / (length - lag) / variance : 0;
  }
  return result;
}

/** Radix-2 Cooley-Tukey in place; the length is a power of two. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  reorderByReversedBits(real, imaginary);
  for (let span = 2; span <= size; span *= 2) {
    const half = span / 2;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / span;
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      for (let even = k; even < size; even += span) {
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

function reorderByReversedBits(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [real[i], real[j]] = [real[j]!, real[i]!];
    [imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!];
  }
}
