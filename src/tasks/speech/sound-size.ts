import { booleanOf, numberOf, type Settings, textOf } from '../../contract/index.ts';

/** Features that a network reads at a step. */
export function soundWidth(settings: Settings): number {
  const mel = textOf(settings, 'features') !== 'mfcc';
  const own = numberOf(settings, mel ? 'bands' : 'coefficients');
  // With their first and second derivatives.
  return numberOf(settings, 'frame_stacking') * own * (booleanOf(settings, 'deltas') ? 3 : 1);
}

/** About how many steps so much sound becomes. */
export function soundSteps(seconds: number, settings: Settings): number {
  const frames = (seconds * 1000) / numberOf(settings, 'hop_ms');
  return frames / numberOf(settings, 'frame_stacking');
}
