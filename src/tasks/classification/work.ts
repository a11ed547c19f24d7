import { booleanOf, numberOf, textOf } from '../../contract/index.ts';
import { stackSize } from '../../models/stack-size.ts';
import type { MeasureWork } from '../work.ts';
import { sequenceSetOf } from './sequence-set.ts';

/** Whole sequences side by side, padded to the longest of a batch. */
export const classificationWork: MeasureWork = (summary, settings) => {
  const set = sequenceSetOf(summary, settings);
  if (set === null) return null;
  const bidirectional = booleanOf(settings, 'bidirectional');
  const text = set.vocabulary > 0;
  const input = text ? numberOf(settings, 'embedding_size') : set.width;
  const recurrent = stackSize(settings, { input, bidirectional });
  const read = (bidirectional ? 2 : 1) * numberOf(settings, 'hidden_size');
  const attends = textOf(settings, 'pooling') === 'attention' && !set.bySteps;
  const pooling = attends ? (read + 1) * read + read : 0;
  const output = (read + 1) * set.outputs;
  const longest = numberOf(settings, 'max_length') || Number.POSITIVE_INFINITY;
  const steps = Math.max(1, Math.min(longest, set.steps));
  return {
    parameters: recurrent + pooling + output + set.vocabulary * input,
    // The answer is given once a sequence, or at every step.
    weightsPerStep: recurrent + pooling + (set.bySteps ? output : output / steps),
    recurrent,
    sequenceSteps: set.training * steps,
    batch: Math.min(numberOf(settings, 'batch_size'), Math.max(1, set.training)),
    steps: Math.ceil(steps),
  };
};
