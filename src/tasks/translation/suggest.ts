import type { DatasetSummary, ParallelSummary, TaskSuggestion } from '../../contract/index.ts';

/** Fewer cannot be split and learnt. */
const fewestPairs = 50;

/** Any pairs of sentences can be translated; how many there are sets the sizes. */
export function suggestTranslation(summary: DatasetSummary): TaskSuggestion | null {
  if (summary.kind !== 'parallel' || summary.pairs < fewestPairs) return null;
  const pairs = summary.pairs.toLocaleString('en-US');
  return {
    task: 'translation',
    reason: `${pairs} sentences with their translations: a network can learn to translate ${summary.source.name} to ${summary.target.name}.`,
    settings: { ...sizesFor(summary), ...scriptsOf(summary) },
  };
}

/** A small set is learnt by heart by a large network, and wants more passes and larger parts. */
function sizesFor({ pairs }: ParallelSummary): Record<string, number> {
  if (pairs < 20_000) {
    return {
      ...(pairs < 5000 ? { val_fraction: 0.05, test_fraction: 0.05 } : {}),
      vocabulary_size: pairs < 5000 ? 1000 : 2000,
      hidden_size: 256,
      embedding_size: 128,
      batch_size: 32,
      dropout: 0.3,
      max_epochs: 30,
    };
  }
  return pairs > 500_000 ? { vocabulary_size: 8000, max_epochs: 5 } : {};
}

/** One written with spaces and one without have no tokens in common. */
function scriptsOf({ source, target }: ParallelSummary): Record<string, boolean> {
  return source.spaced === target.spaced ? {} : { shared_vocabulary: false };
}
