import type { Baseline, MetricValues } from '../../contract/index.ts';
import type { Patience } from '../task.ts';
import {
  type EncodedPairs,
  endToken,
  networkVocabulary,
  sentenceText,
  type TranslationCorpus,
} from './corpus.ts';
import { type ReferencedSentence, referencedSentences, translationScores } from './evaluation.ts';
import { LexicalTable } from './lexical-table.ts';
import type { BleuOptions } from './scores/bleu.ts';

/**
 * What needs no network: the source left as it is, and a dictionary learnt from co-occurrence that
 * translates token by token in the source's order. The dictionary also gives every target token a
 * probability, so that it has a loss; a copy has none.
 * @param sentences of each part that are translated, as many as the network's
 * @returns null when patience says stop
 */
export async function measureBaselines(
  corpus: TranslationCorpus,
  options: BleuOptions,
  sentences: { readonly val: number; readonly test: number },
  patience: Patience,
): Promise<readonly Baseline[] | null> {
  const vocabulary = networkVocabulary(corpus.targetTokenizer);
  const table = await LexicalTable.learn(corpus.train, vocabulary, patience);
  if (table === null) return null;
  const copy: Record<string, number> = {};
  const dictionary: Record<string, number> = {};
  for (const split of ['val', 'test'] as const) {
    const pairs = corpus[split];
    if (pairs.sources.length === 0) continue;
    const chosen = referencedSentences(pairs, sentences[split]);
    if (await patience.pause(split === 'val' ? 0.6 : 0.8)) return null;
    Object.assign(
      copy,
      prefixed(
        split,
        scoresOf(chosen, ({ source }) => source, options),
      ),
    );
    const translate = (sentence: ReferencedSentence) => wordForWord(corpus, table, sentence);
    Object.assign(dictionary, prefixed(split, scoresOf(chosen, translate, options)));
    Object.assign(dictionary, prefixed(split, forcedByTable(pairs, table)));
  }
  return [
    { name: 'dictionary', label: 'word-for-word dictionary (IBM model 1)', metrics: dictionary },
    { name: 'copy', label: 'source left as it is', metrics: copy },
  ];
}

function scoresOf(
  sentences: readonly ReferencedSentence[],
  translate: (sentence: ReferencedSentence) => string,
  options: BleuOptions,
): MetricValues {
  const scored = sentences.map((sentence) => ({
    translation: translate(sentence),
    references: sentence.references,
  }));
  return translationScores(scored, options);
}

function wordForWord(
  { targetTokenizer }: TranslationCorpus,
  table: LexicalTable,
  { tokens }: ReferencedSentence,
): string {
  const translated: number[] = [];
  for (const token of tokens) {
    const target = token === endToken ? null : table.translate(token);
    if (target !== null && target !== endToken) translated.push(target);
  }
  return sentenceText(targetTokenizer, translated);
}

/** The network's own measures, of the table. */
function forcedByTable(pairs: EncodedPairs, table: LexicalTable): MetricValues {
  let [nats, right, tokens] = [0, 0, 0];
  for (const [index, source] of pairs.sourceTokens.entries()) {
    const guess = table.likeliest(source);
    for (const token of pairs.targetTokens[index]!) {
      nats -= Math.log(table.probability(token, source));
      if (token === guess) right++;
      tokens++;
    }
  }
  const loss = nats / tokens;
  return { loss, ppl: Math.exp(loss), accuracy: right / tokens };
}

function prefixed(split: string, values: MetricValues): MetricValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${split}/${name}`, value]),
  );
}
