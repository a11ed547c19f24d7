import type { DatasetSummary } from '../records/index.ts';
import { numberOf, type Settings, textOf } from '../settings.ts';
import { recurrentWeights } from './recurrent-weights.ts';
import { tokensOf, vocabularyOf } from './token-counts.ts';
import type { Work } from './work.ts';

/** Letters and marks of two languages; a guess where only words were counted. */
const CHARACTERS_OF_TWO = 150;

/** Encoder and decoder together as one stack over both sentences; the output layer on the target. */
export function translationWork(summary: DatasetSummary, settings: Settings): Work | null {
  if (summary.kind !== 'parallel') return null;
  const kind = textOf(settings, 'tokens');
  const share = 1 - numberOf(settings, 'val_fraction') - numberOf(settings, 'test_fraction');
  const { source, target } = summary;
  const sides = [source, target].map((side) => tokensOf(kind, side) + summary.pairs);
  const steps = (sides[0]! + sides[1]!) * share;
  const vocabulary = vocabularyOf(kind, settings, {
    ...target,
    distinctCharacters: CHARACTERS_OF_TWO,
  });
  const embedding = numberOf(settings, 'embedding_size');
  const recurrent = recurrentWeights({ ...settings, bidirectional: false }, embedding);
  const targetShare = sides[1]! / (sides[0]! + sides[1]!);
  const usual = numberOf(settings, 'batch_size');
  const length = steps / share / Math.max(1, summary.pairs);
  const byTokens = textOf(settings, 'batch_by') === 'tokens';
  return {
    parameters: 2 * recurrent + vocabulary * embedding,
    weightsPerStep: recurrent + vocabulary * embedding * targetShare,
    recurrent,
    sequenceSteps: steps,
    batch: byTokens ? Math.max(1, usual / (length * targetShare)) : usual,
    steps: length,
  };
}
