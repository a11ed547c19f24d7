import type { Baseline } from '../../contract/index.ts';
import { unitNames } from '../../datasets/index.ts';
import type { Patience } from '../task.ts';
import type { Corpus } from './corpus.ts';
import { textMetrics } from './metrics.ts';
import { NgramModel } from './ngram.ts';

/** Longer histories only lose on any text that fits in memory. */
const longest = 6;
/** Bounds the table of counts to some gigabytes; a longer training part is counted from its end. */
const mostTokens = 8_000_000;

/**
 * The unigram and the best of the n-grams up to 6, counted on the training part and measured on the
 * same tokens as the network. "Best" is chosen on the validation part.
 * @returns null when patience says stop
 */
export async function measureNgrams(
  { tokenizer, train, val, test }: Corpus,
  patience: Patience,
): Promise<readonly Baseline[] | null> {
  const counted = train.tokens.subarray(Math.max(0, train.tokens.length - mostTokens));
  const model = await NgramModel.train(counted, tokenizer.size, longest, patience);
  const valNats = await model?.crossEntropy(val.tokens, patience);
  const testNats = await model?.crossEntropy(test.tokens, patience);
  if (!valNats || !testNats) return null;
  const best = valNats.indexOf(Math.min(...valNats)) + 1;
  return [...new Set([best, 1])].map((order) => ({
    name: order === 1 ? 'unigram' : `${order}-gram`,
    label: labelOf(order, unitNames[tokenizer.kind]),
    metrics: {
      ...prefixed('val', valNats[order - 1]!, val),
      ...prefixed('test', testNats[order - 1]!, test),
    },
  }));
}

function labelOf(order: number, unit: string): string {
  if (order === 1) return `frequency of single ${unit}`;
  return `${order}-gram table (interpolated Witten-Bell)`;
}

function prefixed(split: string, nats: number, part: Corpus['val']): Record<string, number> {
  const values = textMetrics(nats, Math.max(0, part.tokens.length - 1), part);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${split}/${name}`, value]),
  );
}
