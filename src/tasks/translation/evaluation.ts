import * as tf from '@tensorflow/tfjs-core';
import { sparseSoftmaxCrossEntropy } from '../../backend/operations.ts';
import type { MetricValues } from '../../contract/index.ts';
import type { Patience } from '../task.ts';
import { int32, makeBatch } from './batch.ts';
import { type EncodedPairs, sentenceText, type TranslationCorpus } from './corpus.ts';
import { type DecodingOptions, inference } from './decoding/decoding.ts';
import { translateAll } from './decoding/translate.ts';
import { readForced } from './loss.ts';
import type { TranslationModel } from './model.ts';
import { type BleuOptions, corpusBleu, type ScoredSentence } from './scores/bleu.ts';
import { corpusChrf } from './scores/chrf.ts';

/** Pairs read in one call. */
const batchSize = 128;

/**
 * How well the network predicts each token when it is told those before: `loss`, nats a token with
 * the sentence's end counted; `ppl` = exp(loss); `accuracy`, share of tokens that are its first
 * guess.
 * @returns null when patience says stop
 */
export async function forcedMetrics(
  model: TranslationModel,
  pairs: EncodedPairs,
  patience: Patience,
): Promise<MetricValues | null> {
  const order = pairs.sources.map((_, index) => index);
  const length = (index: number) => pairs.targetTokens[index]!.length;
  order.sort((a, b) => length(a) - length(b) || a - b);
  let [nats, right, tokens] = [0, 0, 0];
  for (let from = 0; from < order.length; from += batchSize) {
    if (await patience.pause(from / order.length)) return null;
    const batch = makeBatch(pairs, order.slice(from, from + batchSize));
    tf.tidy(() => {
      const targets = int32(batch.targets);
      const { rows } = readForced(model, batch, inference);
      const logits = model.output.score(rows);
      const hit = tf.equal(tf.cast(tf.argMax(logits, 1), 'int32'), targets);
      nats += tf.sum(sparseSoftmaxCrossEntropy(logits, targets)).dataSync()[0]!;
      right += tf.sum(tf.cast(hit, 'float32')).dataSync()[0]!;
    });
    tokens += batch.targets.length;
  }
  const mean = nats / tokens;
  return { loss: mean, ppl: Math.exp(mean), accuracy: right / tokens };
}

/** A sentence that is translated once and all its translations in the data. */
export interface ReferencedSentence {
  readonly source: string;
  readonly tokens: Int32Array;
  readonly references: readonly string[];
}

/**
 * The different source sentences of a part with all their translations.
 * @param most sentences, evenly from all over the part; 0 takes all
 */
export function referencedSentences(pairs: EncodedPairs, most: number): ReferencedSentence[] {
  const bySource = new Map<string, { tokens: Int32Array; references: string[] }>();
  for (const [index, source] of pairs.sources.entries()) {
    const known = bySource.get(source);
    if (known !== undefined) known.references.push(pairs.targets[index]!);
    else {
      bySource.set(source, {
        tokens: pairs.sourceTokens[index]!,
        references: [pairs.targets[index]!],
      });
    }
  }
  const all = [...bySource].map(([source, rest]) => ({ source, ...rest }));
  if (most === 0 || all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);
}

/** @returns null when patience says stop */
export async function scoredTranslations(
  model: TranslationModel,
  corpus: TranslationCorpus,
  sentences: readonly ReferencedSentence[],
  options: DecodingOptions,
  patience: Patience,
): Promise<ScoredSentence[] | null> {
  const tokens = sentences.map((sentence) => sentence.tokens);
  const found = await translateAll(model, tokens, options, patience);
  return (
    found &&
    sentences.map(({ references }, index) => ({
      translation: sentenceText(corpus.targetTokenizer, found[index]![0]!.tokens),
      references,
    }))
  );
}

/** Both from 0 to 100. */
export function translationScores(
  sentences: readonly ScoredSentence[],
  options: BleuOptions,
): MetricValues {
  return { bleu: corpusBleu(sentences, options), chrf: corpusChrf(sentences) };
}

/** Words for languages with spaces; for Chinese signs, for other unspaced scripts characters. */
export function bleuOptionsFor(targets: readonly string[]): BleuOptions {
  const sample = targets.slice(0, 1000).join('');
  const count = (pattern: RegExp) => (sample.match(pattern) ?? []).length;
  const letters = Math.max(1, count(/\p{L}/gu));
  const chinese = count(/\p{Script=Han}/gu) / letters;
  const other =
    count(
      /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/gu,
    ) / letters;
  const tokenizer = other > 0.2 ? 'char' : chinese > 0.5 ? 'zh' : '13a';
  return { tokenizer, effectiveOrder: false };
}
