import {
  booleanOf,
  numberOf,
  type ParallelSummary,
  type Settings,
  textOf,
} from '../../contract/index.ts';
import type { CellId } from '../../models/cells/cell-id.ts';
import { handedOver } from '../../models/cells/handover.ts';
import { stackSize } from '../../models/stack-size.ts';
import { tokenCount, trainingShare, vocabularyCount } from '../token-counts.ts';
import type { MeasureWork } from '../work.ts';

/** Encoder and decoder as one stack over both sentences; the output layer reads the target's part. */
export const translationWork: MeasureWork = (summary, settings) => {
  if (summary.kind !== 'parallel') return null;
  const { source, target, pairs } = summary;
  const kind = textOf(settings, 'tokens');
  const [sourceSteps, targetSteps] = [source, target].map((side) => tokenCount(kind, side) + pairs);
  const all = sourceSteps! + targetSteps!;
  const share = assignedShare(summary, settings);
  const network = networkSize(summary, settings);
  const targetShare = targetSteps! / all;
  const length = all / Math.max(1, pairs);
  const usual = numberOf(settings, 'batch_size');
  const byTokens = textOf(settings, 'batch_by') === 'tokens';
  return {
    parameters: network.recurrent + network.other,
    // Each sentence is read by one of the two stacks.
    weightsPerStep: network.recurrent / 2 + network.output * targetShare,
    recurrent: network.recurrent / 2,
    sequenceSteps: all * share,
    batch: byTokens ? Math.max(1, usual / (length * targetShare)) : usual,
    steps: length,
  };
};

function assignedShare({ assigned, pairs }: ParallelSummary, settings: Settings): number {
  const { train, val, test } = assigned;
  const given = train + val + test;
  return given === 0 ? Math.max(0, trainingShare(settings)) : (pairs - val - test) / pairs;
}

/** Letters and marks of a language; a guess where only words were counted. */
const characters = 100;
/** Beginning and end of a sentence, numbered before the words. */
const marks = 2;

function networkSize({ source, target }: ParallelSummary, settings: Settings) {
  const kind = textOf(settings, 'tokens');
  const width = numberOf(settings, 'embedding_size');
  const hidden = numberOf(settings, 'hidden_size');
  const shared = booleanOf(settings, 'shared_vocabulary');
  const side = ({ distinctWords }: { distinctWords: number }, distinctCharacters: number) =>
    marks + vocabularyCount(kind, settings, { distinctWords, distinctCharacters });
  const both = { distinctWords: source.distinctWords + target.distinctWords };
  const written = shared ? side(both, 1.5 * characters) : side(target, characters);
  const read = shared ? 0 : side(source, characters);
  const bidirectional = booleanOf(settings, 'bidirectional');
  const ownHidden = bidirectional ? Math.ceil(hidden / 2) : hidden;
  const encoded = bidirectional ? 2 * ownHidden : hidden;
  const feeding = booleanOf(settings, 'input_feeding');
  const recurrent =
    stackSize(settings, { input: width, bidirectional, hidden: ownHidden }) +
    stackSize(settings, { input: feeding ? 2 * width : width, bidirectional: false });
  const parts = handedOver(textOf(settings, 'cell') as CellId);
  const bridges = numberOf(settings, 'num_layers') * parts * (encoded + 1) * hidden;
  const attention = attentionSize(textOf(settings, 'attention'), hidden, encoded);
  const reads = textOf(settings, 'attention') === 'none' ? hidden : hidden + encoded;
  const combine = (reads + 1) * width;
  const tables = (written + read) * width;
  const output = booleanOf(settings, 'tie_weights') ? written : written * (width + 1);
  return {
    recurrent,
    /** Weights that every written token multiplies beside the recurrent ones. */
    output: written * width + combine + attention,
    other: bridges + attention + combine + tables + output,
  };
}

function attentionSize(id: string, query: number, key: number): number {
  if (id === 'general') return query * key;
  return id === 'additive' ? query * (query + key + 1) : 0;
}
