import type { FeatureMatrix } from './log-mel.ts';

/**
 * Mel-frequency cepstral coefficients: the first coefficients of each frame's orthonormal cosine
 * transform (DCT-II) of the logarithms of its bands.
 */
export function cepstrum(logMel: FeatureMatrix, coefficients: number): FeatureMatrix {
  const { frames, width: bands } = logMel;
  const width = Math.min(coefficients, bands);
  const basis = cosineBasis(width, bands);
  const values = new Float32Array(frames * width);
  for (let frame = 0; frame < frames; frame++) {
    for (let order = 0; order < width; order++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) {
        sum += basis[order * bands + band]! * logMel.values[frame * bands + band]!;
      }
      values[frame * width + order] = sum;
    }
  }
  return { frames, width, values };
}

function cosineBasis(orders: number, bands: number): Float64Array {
  const basis = new Float64Array(orders * bands);
  for (let order = 0; order < orders; order++) {
    const scale = Math.sqrt((order === 0 ? 1 : 2) / bands);
    for (let band = 0; band < bands; band++) {
      basis[order * bands + band] = scale * Math.cos((Math.PI * order * (band + 0.5)) / bands);
    }
  }
  return basis;
}
