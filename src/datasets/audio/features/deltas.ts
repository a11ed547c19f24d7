import type { FeatureMatrix } from './log-mel.ts';

/** Frames on each side over which a slope is fitted. */
const reach = 4;

/**
 * Slope of every value over time: the line of least squares through nine frames,
 * sum n x[t + n] / sum n^2, the first and last frame repeated at the ends (HTK; librosa's `delta`
 * with `width=9, mode='nearest'`).
 */
export function deltas({ frames, width, values }: FeatureMatrix): FeatureMatrix {
  const slopes = new Float32Array(values.length);
  let norm = 0;
  for (let n = 1; n <= reach; n++) norm += 2 * n * n;
  for (let frame = 0; frame < frames; frame++) {
    for (let n = 1; n <= reach; n++) {
      const after = Math.min(frames - 1, frame + n) * width;
      const before = Math.max(0, frame - n) * width;
      for (let at = 0; at < width; at++) {
        slopes[frame * width + at]! += (n * (values[after + at]! - values[before + at]!)) / norm;
      }
    }
  }
  return { frames, width, values: slopes };
}

/** Matrices of the same frames side by side. */
export function sideBySide(parts: readonly FeatureMatrix[]): FeatureMatrix {
  const frames = parts[0]?.frames ?? 0;
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const values = new Float32Array(frames * width);
  let offset = 0;
  for (const part of parts) {
    for (let frame = 0; frame < frames; frame++) {
      const row = part.values.subarray(frame * part.width, (frame + 1) * part.width);
      values.set(row, frame * width + offset);
    }
    offset += part.width;
  }
  return { frames, width, values };
}
