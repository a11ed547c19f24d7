import { booleanOf, numberOf, textOf } from '../../contract/index.ts';
import { stackSize } from '../../models/stack-size.ts';
import { tokenCount, trainingShare, vocabularyCount } from '../token-counts.ts';
import type { MeasureWork } from '../work.ts';
import { embeddingSizeFor } from './embedding-size.ts';

/** Parallel streams of tokens, `bptt` of each at a step. */
export const languageModelWork: MeasureWork = (summary, settings) => {
  if (summary.kind !== 'text') return null;
  const kind = textOf(settings, 'tokens');
  const vocabulary = vocabularyCount(kind, settings, summary);
  const hidden = numberOf(settings, 'hidden_size');
  const embedding = embeddingSizeFor(settings, vocabulary);
  const recurrent = stackSize(settings, { input: embedding, bidirectional: false });
  return {
    parameters:
      recurrent + vocabulary * embedding + outputSize({ settings, vocabulary, hidden, embedding }),
    weightsPerStep: recurrent + vocabulary * hidden,
    recurrent,
    sequenceSteps: tokenCount(kind, summary) * Math.max(0, trainingShare(settings)),
    batch: numberOf(settings, 'batch_size'),
    steps: numberOf(settings, 'bptt'),
  };
};

/** Parameters behind the recurrent layers: tied, a bias and where widths differ a projection. */
function outputSize({
  settings,
  vocabulary,
  hidden,
  embedding,
}: {
  readonly settings: Parameters<MeasureWork>[1];
  readonly vocabulary: number;
  readonly hidden: number;
  readonly embedding: number;
}): number {
  if (!booleanOf(settings, 'tie_weights')) return vocabulary * (hidden + 1);
  return vocabulary + (hidden === embedding ? 0 : (hidden + 1) * embedding);
}
