import {
  booleanOf,
  numberOf,
  type ParallelSummary,
  type Settings,
  type SideSummary,
  textOf,
} from '../../contract/index.ts';
import { chooseSides } from '../../datasets/parallel/sides.ts';
import type { AttentionId } from '../../models/attention/attention-id.ts';
import type { CellId } from '../../models/cells/cell-id.ts';
import { expectVectorFiles } from '../embedding-width.ts';
import { type FitCheck, ofKind } from '../fit.ts';
import { expectTokenizerFile } from '../tokenizer-file.ts';
import { expectFittingAttention, expectHandover } from './expect-attention.ts';
import { tooFewPairs, translationShares } from './parts.ts';

/** What can be told of pairs before they are read. */
export const translationFit: readonly FitCheck[] = [
  (_, settings) => expectTokenizerFile(settings),
  (_, settings) => {
    expectVectorFiles(settings, ['source_embedding_file', 'target_embedding_file']);
  },
  ofKind('parallel', ({ languages }, settings) => {
    const [source, target] = ['source_language', 'target_language'] as const;
    chooseSides(languages, { source: textOf(settings, source), target: textOf(settings, target) });
  }),
  ofKind('parallel', expectSentences),
  ofKind('parallel', expectShortOnes),
  (_, settings) => {
    const attention = textOf(settings, 'attention') as AttentionId | 'none';
    expectHandover(attention, textOf(settings, 'cell') as CellId);
  },
  (_, settings) => {
    expectFittingAttention({
      attention: textOf(settings, 'attention') as AttentionId | 'none',
      hiddenSize: numberOf(settings, 'hidden_size'),
      bidirectional: booleanOf(settings, 'bidirectional'),
    });
  },
];

/** One for each part that is drawn: all translations of a sentence stand in one. */
function expectSentences(summary: ParallelSummary, settings: Settings): void {
  const { pairs, distinctSources, assigned, source } = summary;
  const given = { val: assigned.val > 0, test: assigned.test > 0 };
  const { val, test } = translationShares(given, settings);
  const asked = textOf(settings, 'source_language');
  const isUsual = asked === '' || asked.toLowerCase() === source.name.toLowerCase();
  const sentences = Math.min(
    pairs - assigned.val - assigned.test,
    isUsual ? distinctSources : pairs,
  );
  if (sentences < 1) throw tooFewPairs('train');
  if (val > 0 && sentences < 2) throw tooFewPairs('val');
  if (test > 0 && sentences < (val > 0 ? 3 : 2)) throw tooFewPairs('test');
}

/** Some sentences of either side that are no longer than may be learnt from. */
function expectShortOnes({ source, target }: ParallelSummary, settings: Settings): void {
  const longest = numberOf(settings, 'max_words');
  if (!hasWithin(source, longest) || !hasWithin(target, longest)) throw tooFewPairs('train');
}

/** The last bar counts all longer sentences, the first the empty ones. */
function hasWithin({ lengths }: SideSummary, longest: number): boolean {
  if (longest >= lengths.length - 1) return true;
  return lengths.slice(1, longest + 1).some((count) => count > 0);
}
