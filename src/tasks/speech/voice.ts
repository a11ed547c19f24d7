import type { FeatureMatrix } from '../../datasets/index.ts';

/**
 * The same utterance by a shorter or longer vocal tract: every band is read at another place
 * (vocal tract length perturbation, Jaitly and Hinton 2013).
 * @param places for each band, fractional, among the bands
 * @param blocks how many times the bands are repeated side by side
 */
export function changeVoice(
  { frames, width, values }: FeatureMatrix,
  places: Float64Array,
  blocks: number,
): FeatureMatrix {
  const changed = new Float32Array(values.length);
  const bands = width / blocks;
  for (let frame = 0; frame < frames; frame++) {
    for (let block = 0; block < blocks; block++) {
      const start = frame * width + block * bands;
      for (let band = 0; band < bands; band++) {
        const place = places[band]!;
        const below = Math.floor(place);
        const low = values[start + below]!;
        const high = values[start + Math.min(bands - 1, below + 1)]!;
        changed[start + band] = low + (place - below) * (high - low);
      }
    }
  }
  return { frames, width, values: changed };
}
