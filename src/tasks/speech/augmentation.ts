import type { Random } from '../../backend/random.ts';
import { type FeatureMatrix, framesNeeded } from '../../datasets/index.ts';
import { stepsOf } from './batches.ts';
import type { PreparedClip } from './plan.ts';
import { type MaskOptions, maskFeatures } from './spec-augment.ts';
import { changeTempo } from './tempo.ts';

/** How training recordings are changed each time they are heard. */
export interface Augmentation {
  readonly masks: MaskOptions;
  /** Largest share by which the tempo is changed, in [0, 1). */
  readonly tempo: number;
  /** Times that the bands are repeated side by side. */
  readonly blocks: number;
}

/** Never so fast that the labels no longer fit. */
export function augmentClip(
  { features, labels }: PreparedClip,
  { masks, tempo, blocks }: Augmentation,
  stacking: number,
  random: Random,
): FeatureMatrix {
  const rate = tempo === 0 ? 1 : 1 + tempo * (2 * random.next() - 1);
  const changed = changeTempo(features, rate);
  const fits = stepsOf(changed.frames, stacking) >= framesNeeded(labels);
  return maskFeatures(fits ? changed : features, masks, blocks, random);
}
