import type { Random } from '../../backend/random.ts';
import { type FeatureMatrix, framesNeeded } from '../../datasets/index.ts';
import { stepsOf } from './batches.ts';
import type { SpeechFeatures } from './features.ts';
import type { PreparedClip } from './plan.ts';
import { type MaskOptions, maskFeatures } from './spec-augment.ts';
import { changeTempo } from './tempo.ts';
import { changeVoice } from './voice.ts';

/** How training recordings are changed each time they are heard. */
export interface Augmentation {
  readonly masks: MaskOptions;
  /** Largest share by which the tempo is changed, in [0, 1). */
  readonly tempo: number;
  /** Largest share by which frequencies are moved, in [0, 1). */
  readonly voice: number;
  readonly features: Pick<SpeechFeatures, 'blocks' | 'stretchedBands'>;
}

/** Never so fast that the labels no longer fit. What is off draws nothing. */
export function augmentClip(
  { features, labels }: PreparedClip,
  { masks, tempo, voice, features: kind }: Augmentation,
  stacking: number,
  random: Random,
): FeatureMatrix {
  const changed = changeTempo(features, factor(tempo, random));
  const fits = stepsOf(changed.frames, stacking) >= framesNeeded(labels);
  const places = voice === 0 ? null : kind.stretchedBands(factor(voice, random));
  const heard = fits ? changed : features;
  const spoken = places === null ? heard : changeVoice(heard, places, kind.blocks);
  return maskFeatures(spoken, masks, kind.blocks, random);
}

/** Evenly between 1 - share and 1 + share. */
function factor(share: number, random: Random): number {
  return share === 0 ? 1 : 1 + share * (2 * random.next() - 1);
}
