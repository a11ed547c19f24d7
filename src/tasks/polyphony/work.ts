import { numberOf, textOf } from '../../contract/index.ts';
import { keyCount } from '../../datasets/music/piano-roll.ts';
import { stackSize } from '../../models/stack-size.ts';
import type { MeasureWork } from '../work.ts';

/** Grid to a quarter on which a summary counts the steps of MIDI. */
const lookedSteps = 4;

/** Pieces or excerpts side by side, a frame at a step. */
export const polyphonyWork: MeasureWork = (summary, settings) => {
  if (summary.kind !== 'music') return null;
  const { assigned, pieces, layout } = summary;
  const finer = layout === 'midi' ? numberOf(settings, 'steps_per_quarter') / lookedSteps : 1;
  const random = textOf(settings, 'split') === 'random';
  const part = (given: number, fraction: string) =>
    given > 0 && !random ? given / Math.max(1, pieces) : numberOf(settings, fraction);
  const share = 1 - part(assigned.val, 'val_fraction') - part(assigned.test, 'test_fraction');
  const recurrent = stackSize(settings, { input: keyCount, bidirectional: false });
  const parameters = recurrent + keyCount * (numberOf(settings, 'hidden_size') + 1);
  const training = Math.max(1, pieces * share);
  const steps = (summary.steps * finer) / Math.max(1, pieces);
  const longest = numberOf(settings, 'excerpt_length');
  const excerpts = longest === 0 ? 1 : Math.max(1, Math.ceil(steps / longest));
  return {
    parameters,
    weightsPerStep: parameters,
    recurrent,
    sequenceSteps: training * steps,
    batch: Math.min(numberOf(settings, 'batch_size'), training * excerpts),
    steps: Math.max(1, steps / excerpts),
  };
};
