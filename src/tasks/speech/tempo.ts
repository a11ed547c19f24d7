import type { FeatureMatrix } from '../../datasets/index.ts';

/**
 * Features of the same utterance spoken faster or slower: frames are interpolated at other places.
 * @param rate above 1 is faster; 1 gives the same frames back
 */
export function changeTempo(features: FeatureMatrix, rate: number): FeatureMatrix {
  const { frames: old, width, values } = features;
  if (rate === 1 || old < 2) return features;
  const frames = Math.max(1, Math.round(old / rate));
  const changed = new Float32Array(frames * width);
  for (let frame = 0; frame < frames; frame++) {
    const place = frames === 1 ? 0 : (frame * (old - 1)) / (frames - 1);
    const before = Math.floor(place);
    const after = Math.min(old - 1, before + 1);
    const share = place - before;
    for (let at = 0; at < width; at++) {
      const low = values[before * width + at]!;
      changed[frame * width + at] = low + share * (values[after * width + at]! - low);
    }
  }
  return { frames, width, values: changed };
}
