import type {
  TranslatedSentence,
  TranslateOptions,
  TranslationSample,
} from '../../contract/index.ts';
import type { Patience } from '../task.ts';
import {
  type EncodedPairs,
  sentenceText,
  sentenceTokens,
  type TranslationCorpus,
  tokenTexts,
} from './corpus.ts';
import type { DecodingOptions, Hypothesis } from './decoding/decoding.ts';
import { translateAll } from './decoding/translate.ts';
import { wordDifferences } from './differences.ts';
import type { TranslationModel } from './model.ts';

/** Validation sentences that are shown at every evaluation: always the same ones. */
const shown = 6;
const always: Patience = { pause: async () => false };

/** Sentences of the validation part with what the network makes of them. */
export async function translationSamples(
  model: TranslationModel,
  corpus: TranslationCorpus,
  decoding: DecodingOptions,
  step: number,
): Promise<TranslationSample[]> {
  const numbers = sampleNumbers(corpus.val);
  const sentences = numbers.map((number) => corpus.val.sourceTokens[number]!);
  const found = await translateAll(model, sentences, decoding, always);
  return numbers.map((number, index) => {
    const best = found![index]![0]!;
    const reference = corpus.val.targets[number]!;
    const { text, ...attended } = shownHypothesis(corpus, best);
    return {
      kind: 'translation',
      step,
      source: corpus.val.sources[number]!,
      reference,
      translation: text,
      differences: wordDifferences(reference, text),
      sourceTokens: sourceTexts(corpus, sentences[index]!),
      targetTokens: attended.tokens,
      attention: attended.attention,
    };
  });
}

/** Evenly from all over the part, shorter and longer ones. */
function sampleNumbers({ sources }: EncodedPairs): number[] {
  const count = Math.min(shown, sources.length);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * sources.length) / count));
}

/** @returns null when patience says stop */
export async function translateSentences(
  model: TranslationModel,
  corpus: TranslationCorpus,
  options: TranslateOptions,
  patience: Patience,
): Promise<TranslatedSentence[] | null> {
  const sentences = options.sentences.map((sentence) =>
    sentenceTokens(corpus.sourceTokenizer, sentence.trim()),
  );
  const kept = Math.min(options.alternatives, options.beam);
  const found = await translateAll(model, sentences, options, patience, kept);
  return (
    found &&
    sentences.map((tokens, index) => ({
      source: options.sentences[index]!,
      sourceTokens: sourceTexts(corpus, tokens),
      hypotheses: found[index]!.map((hypothesis) => ({
        ...shownHypothesis(corpus, hypothesis),
        score: hypothesis.score,
        logProbability: hypothesis.logProbability,
      })),
    }))
  );
}

/** The sentence's end is a place that can be attended to, and a token that is written. */
const endSign = '⏎';

function sourceTexts({ sourceTokenizer }: TranslationCorpus, tokens: Int32Array): string[] {
  return [...tokenTexts(sourceTokenizer, tokens), endSign];
}

function shownHypothesis(
  { targetTokenizer }: TranslationCorpus,
  { tokens, attention }: Hypothesis,
): { text: string; tokens: string[]; attention: number[][] } {
  const texts = tokenTexts(targetTokenizer, tokens);
  return {
    text: sentenceText(targetTokenizer, tokens),
    tokens: texts.length < tokens.length ? [...texts, endSign] : texts,
    // Three digits are more than an eye can tell.
    attention: attention.map((row) => row.map((weight) => Math.round(weight * 1000) / 1000)),
  };
}
