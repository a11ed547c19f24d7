import type { DatasetSummary } from '../records/index.ts';
import { numberOf, type Settings, textOf } from '../settings.ts';
import { recurrentWeights } from './recurrent-weights.ts';
import { tokensOf, vocabularyOf } from './token-counts.ts';
import type { Work } from './work.ts';

export function languageModelWork(summary: DatasetSummary, settings: Settings): Work | null {
  if (summary.kind !== 'text') return null;
  const kind = textOf(settings, 'tokens');
  const share = 1 - numberOf(settings, 'val_fraction') - numberOf(settings, 'test_fraction');
  const tokens = tokensOf(kind, summary) * share;
  const vocabulary = vocabularyOf(kind, settings, summary);
  const hidden = numberOf(settings, 'hidden_size');
  const embedding = numberOf(settings, 'embedding_size') || Math.min(hidden, vocabulary);
  const recurrent = recurrentWeights(settings, embedding);
  return {
    parameters: recurrent + vocabulary * (embedding + hidden),
    weightsPerStep: recurrent + vocabulary * hidden,
    recurrent,
    sequenceSteps: Math.max(0, tokens),
    batch: numberOf(settings, 'batch_size'),
    steps: numberOf(settings, 'bptt'),
  };
}
