import type * as tf from '@tensorflow/tfjs-core';
import type { Random, RandomState } from '../../backend/random.ts';
import type {
  Baseline,
  ExampleResults,
  MetricValues,
  Sample,
  TranslatedSentence,
  TranslateOptions,
} from '../../contract/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { BatchSession } from '../batch-session.ts';
import { digestOf } from '../example-digest.ts';
import { type BatchMeasure, LengthBuckets } from '../length-buckets.ts';
import type { Patience, SessionState, Split, TaskSession } from '../task.ts';
import { measureBaselines } from './baselines.ts';
import { makeBatch, type TranslationBatch } from './batch.ts';
import type { TranslationCorpus } from './corpus.ts';
import type { DecodingOptions } from './decoding/decoding.ts';
import {
  bleuOptionsFor,
  forcedMetrics,
  referencedSentences,
  scoredTranslations,
  translationScores,
} from './evaluation.ts';
import { corpusDetails } from './facts.ts';
import { batchLoss, type LossOptions } from './loss.ts';
import type { TranslationModel } from './model.ts';
import { translateSentences, translationSamples } from './output.ts';
import { type SideVectors, vectorDetails } from './pretrained-embeddings.ts';
import { teacherProbability, withOwnGuesses } from './scheduled-sampling.ts';
import { type BleuOptions, bleuSignature, sentenceCounts } from './scores/bleu.ts';
import { translationVerdict } from './verdict.ts';

export interface TranslationTraining extends LossOptions {
  readonly batchSize: number;
  readonly batchMeasure: BatchMeasure;
  /** See `teacherProbability`. */
  readonly scheduledSampling: number;
  /** Validation sentences that are translated at each evaluation. */
  readonly evalSentences: number;
  readonly decoding: DecodingOptions;
  /** That the embeddings began with. */
  readonly vectors: readonly SideVectors[];
}

/** Plain JSON of `state()`. */
interface SavedSession {
  readonly cursor: unknown;
  readonly guessing: RandomState;
  readonly batches: number;
}

/** Translation of one set of pairs: see TaskSession for what is guaranteed. */
export class TranslationSession
  extends BatchSession<readonly number[], TranslationBatch>
  implements TaskSession
{
  readonly unit = 'tokens';
  readonly files: ReadonlyMap<string, string>;
  readonly #corpus: TranslationCorpus;
  readonly #model: TranslationModel;
  readonly #training: TranslationTraining;
  readonly #bleu: BleuOptions;
  /** Draws which tokens the decoder is told; see `withOwnGuesses`. */
  readonly #guessing: Random;
  /** Batches learnt from so far. */
  #batches = 0;
  #baselines: readonly Baseline[] | null = null;
  #examples: ExampleResults | null = null;

  constructor(
    corpus: TranslationCorpus,
    model: TranslationModel,
    parameters: ParameterSet,
    training: TranslationTraining,
    random: Random,
  ) {
    const guessing = random.fork('guessing');
    const lengths = corpus.train.targetTokens.map((sentence) => sentence.length);
    const { batchSize, batchMeasure } = training;
    const order = new LengthBuckets(lengths, batchSize, random.fork('batches'), batchMeasure);
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    const unitsPerStep = Math.round(tokens / order.batchesPerEpoch);
    const details = [...corpusDetails(corpus), ...vectorDetails(training.vectors, corpus)];
    super({ parameters, model, order, unitsPerStep, details });
    this.#corpus = corpus;
    this.#model = model;
    this.#training = training;
    this.#bleu = bleuOptionsFor(corpus.train.targets);
    this.#guessing = guessing;
    this.files = tokenizerFiles(corpus);
  }

  /** While the decoder is always told the right tokens, nothing is drawn. */
  protected lay(numbers: readonly number[]): TranslationBatch {
    const batch = makeBatch(this.#corpus.train, numbers);
    const teacher = teacherProbability(this.#batches, this.#training.scheduledSampling);
    return teacher === 1 ? batch : withOwnGuesses(this.#model, batch, teacher, this.#guessing);
  }

  loss(random: Random): tf.Scalar {
    const context = { training: true, random };
    return batchLoss(this.#model, this.batch, this.#training, context);
  }

  override endStep(): void {
    this.#batches += 1;
    super.endStep();
  }

  async evaluate(split: Split, patience: Patience): Promise<MetricValues | null> {
    const pairs = this.#corpus[split];
    if (pairs.sources.length === 0) return {};
    const forced = await forcedMetrics(this.#model, pairs, patience);
    if (forced === null) return null;
    const sentences = referencedSentences(pairs, this.#sentencesOf(split));
    const { decoding } = this.#training;
    const scored = await scoredTranslations(
      this.#model,
      this.#corpus,
      sentences,
      decoding,
      patience,
    );
    if (scored === null) return null;
    this.#examples = {
      measure: 'bleu',
      identity: digestOf(sentences.map(({ source }) => source)),
      rows: scored.map((sentence) => sentenceCounts(sentence, this.#bleu.tokenizer)),
    };
    return { ...forced, ...translationScores(scored, this.#bleu) };
  }

  examples(): ExampleResults | null {
    return this.#examples;
  }

  /** The whole test part; of the validation part what is enough to watch. */
  #sentencesOf(split: Split): number {
    return split === 'test' ? 0 : this.#training.evalSentences;
  }

  async baselines(patience: Patience): Promise<readonly Baseline[]> {
    const sentences = { val: this.#sentencesOf('val'), test: this.#sentencesOf('test') };
    this.#baselines ??= await measureBaselines(this.#corpus, this.#bleu, sentences, patience);
    return this.#baselines ?? [];
  }

  samples(step: number): Promise<readonly Sample[]> {
    return translationSamples(this.#model, this.#corpus, this.#training.decoding, step);
  }

  translate(
    options: TranslateOptions,
    patience: Patience,
  ): Promise<readonly TranslatedSentence[] | null> {
    return translateSentences(this.#model, this.#corpus, options, patience);
  }

  verdict(best: MetricValues, test: MetricValues, baselines: readonly Baseline[]): string {
    const split = test['test/loss'] === undefined ? 'val' : 'test';
    const sentences = referencedSentences(this.#corpus[split], this.#sentencesOf(split));
    const scored = sentences.map(({ references }) => ({ translation: '', references }));
    return translationVerdict(best, test, baselines, bleuSignature(scored, this.#bleu));
  }

  override state(): SessionState {
    const { json: cursor, tensors } = super.state();
    const guessing = this.#guessing.state();
    const json: SavedSession = { cursor, guessing, batches: this.#batches };
    return { json, tensors };
  }

  override restore({ json, tensors }: SessionState): void {
    const { cursor, guessing, batches } = json as SavedSession;
    super.restore({ json: cursor, tensors });
    this.#guessing.restore(guessing);
    this.#batches = batches;
  }
}

/** `tokenizer.json`, or one for each side; none for characters and words. */
function tokenizerFiles({
  sourceTokenizer,
  targetTokenizer,
}: TranslationCorpus): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const [source, target] = [sourceTokenizer.toTokenizerJson(), targetTokenizer.toTokenizerJson()];
  if (sourceTokenizer === targetTokenizer) {
    if (source !== null) files.set('tokenizer.json', source);
    return files;
  }
  if (source !== null) files.set('tokenizer-source.json', source);
  if (target !== null) files.set('tokenizer-target.json', target);
  return files;
}
