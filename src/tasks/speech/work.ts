import { booleanOf, numberOf, textOf } from '../../contract/index.ts';
import { stackSize } from '../../models/stack-size.ts';
import { trainingShare } from '../token-counts.ts';
import type { MeasureWork } from '../work.ts';
import { soundSteps, soundWidth } from './sound-size.ts';

/** Recordings side by side, a stack of frames at a step. */
export const speechWork: MeasureWork = (summary, settings) => {
  if (summary.kind !== 'audio') return null;
  const bidirectional = booleanOf(settings, 'bidirectional');
  const recurrent = stackSize(settings, { input: soundWidth(settings), bidirectional });
  const outputs = (bidirectional ? 2 : 1) * numberOf(settings, 'hidden_size');
  const words = textOf(settings, 'tokens') === 'word';
  // The blank comes on top.
  const classes = 1 + (words ? summary.distinctWords : summary.distinctCharacters);
  const parameters = recurrent + (outputs + 1) * classes;
  const steps = soundSteps(summary.seconds, settings);
  const { namedSplits, clips } = summary;
  const named = textOf(settings, 'split') === 'named' && namedSplits !== null;
  const share = named ? namedSplits.train / Math.max(1, clips) : trainingShare(settings);
  return {
    parameters,
    weightsPerStep: parameters,
    recurrent,
    sequenceSteps: steps * Math.max(0, share),
    batch: numberOf(settings, 'batch_size'),
    steps: Math.ceil(steps / Math.max(1, clips)),
  };
};
