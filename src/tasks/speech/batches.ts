import type { FeatureMatrix } from '../../datasets/index.ts';

/** Utterances side by side, in freshly made arrays: tensors may take them over. */
export interface SpeechBatch {
  readonly time: number;
  readonly size: number;
  /** (time, size, width): stacked frames, zeros after an utterance's end. */
  readonly values: Float32Array;
  /** Steps of each utterance. */
  readonly lengths: readonly number[];
}

/** Steps that frames make when `stacking` of them are put side by side. */
export function stepsOf(frames: number, stacking: number): number {
  return Math.ceil(frames / stacking);
}

/** Lays utterances side by side, `stacking` frames in a step; the last step is filled up with zeros. */
export function layUtterances(features: readonly FeatureMatrix[], stacking: number): SpeechBatch {
  const lengths = features.map(({ frames }) => stepsOf(frames, stacking));
  const time = Math.max(1, ...lengths);
  const size = features.length;
  const width = (features[0]?.width ?? 0) * stacking;
  const values = new Float32Array(time * size * width);
  for (const [place, own] of features.entries()) {
    for (let step = 0; step < lengths[place]!; step++) {
      const frames = own.values.subarray(step * width, (step + 1) * width);
      values.set(frames, (step * size + place) * width);
    }
  }
  return { time, size, values, lengths };
}
