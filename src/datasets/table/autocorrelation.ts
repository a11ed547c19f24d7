import { FourierTransform } from '../fourier.ts';

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
  const fourier = new FourierTransform(size);
  fourier.run(real, imaginary);
  for (let i = 0; i < size; i++) {
    real[i] = real[i]! ** 2 + imaginary[i]! ** 2;
    imaginary[i] = 0;
  }
  // The spectrum is real and even: a second forward transform is the inverse up to its scale.
  fourier.run(real, imaginary);
  const variance = real[0]! / length;
  const result = new Float64Array(maxLag + 1);
  for (let lag = 0; lag <= maxLag && lag < length; lag++) {
    result[lag] = variance > 0 ? real[lag]! / (length - lag) / variance : 0;
  }
  return result;
}
