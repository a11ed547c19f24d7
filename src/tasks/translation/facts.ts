import { unitNames } from '../../datasets/index.ts';
import {
  type EncodedPairs,
  firstToken,
  networkVocabulary,
  type TranslationCorpus,
} from './corpus.ts';

const number = (value: number): string => value.toLocaleString('en-US');

/** What the run page says of the data, in words. */
export function corpusDetails(corpus: TranslationCorpus): [string, string][] {
  const { train, val, test, left, sourceTokenizer } = corpus;
  const counts = [train, val, test].map(({ sources }) => number(sources.length)).join(' / ');
  const details: [string, string][] = [
    ['Direction', `${corpus.source} to ${corpus.target}`],
    ['Pairs (training / validation / test)', counts],
    ['Vocabulary', vocabularyOf(corpus)],
    ['Tokens in a sentence', `${meanLength(train, 'source')} and ${meanLength(train, 'target')}`],
  ];
  const unknown = unknownShare(val.sourceTokens, sourceTokenizer.unknown);
  if (unknown !== null) details.push(['Unknown in validation', `${unknown} of the source`]);
  const reasons = [
    [left.empty, 'empty'],
    [left.duplicate, 'repeated'],
    [left.long, 'too long'],
    [left.odd, 'of odd lengths'],
    [left.leaking, 'with a source of another part'],
  ] as const;
  const words = reasons
    .filter(([count]) => count > 0)
    .map(([count, why]) => `${number(count)} ${why}`);
  if (words.length > 0) details.push(['Left out', words.join(', ')]);
  return details;
}

function vocabularyOf({ sourceTokenizer, targetTokenizer }: TranslationCorpus): string {
  const unit = unitNames[targetTokenizer.kind];
  if (sourceTokenizer === targetTokenizer) {
    return `${number(networkVocabulary(targetTokenizer))} ${unit} for both`;
  }
  const sizes = [sourceTokenizer, targetTokenizer].map((one) => number(networkVocabulary(one)));
  return `${sizes.join(' and ')} ${unit}`;
}

function meanLength(pairs: EncodedPairs, side: 'source' | 'target'): string {
  const sentences = side === 'source' ? pairs.sourceTokens : pairs.targetTokens;
  const total = sentences.reduce((sum, sentence) => sum + sentence.length, 0);
  return (total / Math.max(1, sentences.length)).toFixed(1);
}

/** Null where there is none. */
function unknownShare(sentences: readonly Int32Array[], unknown: number | null): string | null {
  if (unknown === null) return null;
  let [count, total] = [0, 0];
  for (const sentence of sentences) {
    total += sentence.length;
    for (const token of sentence) if (token === unknown + firstToken) count++;
  }
  return count === 0 ? null : `${((100 * count) / total).toPrecision(2)} %`;
}
