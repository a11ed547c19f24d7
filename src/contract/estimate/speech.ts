import type { DatasetSummary } from '../records/index.ts';
import { numberOf, type Settings, textOf } from '../settings.ts';
import { recurrentWeights } from './recurrent-weights.ts';
import type { Work } from './work.ts';

export function speechWork(summary: DatasetSummary, settings: Settings): Work | null {
  if (summary.kind !== 'audio') return null;
  const stacking = numberOf(settings, 'frame_stacking');
  const frames = (summary.seconds * 1000) / numberOf(settings, 'hop_ms');
  const own =
    textOf(settings, 'features') === 'mfcc'
      ? numberOf(settings, 'coefficients')
      : numberOf(settings, 'bands');
  const width = stacking * own * (settings['deltas'] === true ? 3 : 1);
  const directions = settings['bidirectional'] === true ? 2 : 1;
  const words = textOf(settings, 'tokens') === 'word';
  const labels = words ? summary.distinctWords : summary.distinctCharacters;
  const recurrent = recurrentWeights(settings, width);
  const weights = recurrent + (labels + 1) * directions * numberOf(settings, 'hidden_size');
  const share = 1 - numberOf(settings, 'val_fraction') - numberOf(settings, 'test_fraction');
  return {
    parameters: weights,
    weightsPerStep: weights,
    recurrent,
    sequenceSteps: (frames / stacking) * share,
    batch: numberOf(settings, 'batch_size'),
    steps: Math.ceil(frames / stacking / Math.max(1, summary.clips)),
  };
}
