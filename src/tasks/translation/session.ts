import type * as tf from '@tensorflow/tfjs-core';
import type { Random, RandomState } from '../../backend/random.ts';
import type {
  Baseline,
  ExampleResults,
  MetricValues,
  ModelFacts,
  Sample,
  TranslatedSentence,
  TranslateOptions,
} from '../../contract/index.ts';
import type { Precision } from '../../kernels/kernel.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { digestOf } from '../example-digest.ts';
import { type BatchMeasure, type BucketCursor, LengthBuckets } from '../length-buckets.ts';
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
  readonly cursor: BucketCursor;
  readonly guessing: RandomState;
  readonly batches: number;
}

/** Translation of one set of pairs: see TaskSession for what is guaranteed. */
export class TranslationSession implements TaskSession {
  readonly facts: ModelFacts;
  readonly parameters: ParameterSet;
  readonly kernel: string;
  readonly precision: Precision;
  readonly stepsPerEpoch: number;
  readonly unit = 'tokens';
  readonly unitsPerStep: number;
  readonly files: ReadonlyMap<string, string>;
  readonly #corpus: TranslationCorpus;
  readonly #model: TranslationModel;
  readonly #training: TranslationTraining;
  readonly #buckets: LengthBuckets;
  readonly #bleu: BleuOptions;
  /** Draws which tokens the decoder is told; see `withOwnGuesses`. */
  readonly #guessing: Random;
  #batch: TranslationBatch | null = null;
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
    this.#corpus = corpus;
    this.#model = model;
    this.#training = training;
    this.#bleu = bleuOptionsFor(corpus.train.targets);
    this.#guessing = random.fork('guessing');
    const lengths = corpus.train.targetTokens.map((sentence) => sentence.length);
    const { batchSize, batchMeasure } = training;
    this.#buckets = new LengthBuckets(lengths, batchSize, random.fork('batches'), batchMeasure);
    this.parameters = parameters;
    this.kernel = model.kernel;
    this.precision = model.precision;
    this.stepsPerEpoch = this.#buckets.batchesPerEpoch;
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    this.unitsPerStep = Math.round(tokens / this.stepsPerEpoch);
    this.files = tokenizerFiles(corpus);
    const { stepsPerEpoch } = this;
    const details = [...corpusDetails(corpus), ...vectorDetails(training.vectors, corpus)];
    this.facts = { parameters: parameters.count, stepsPerEpoch, details };
  }

  nextBatch(): boolean {
    const numbers = this.#buckets.next();
    this.#batch = numbers === null ? null : this.#prepare(numbers);
    return this.#batch !== null;
  }

  /** While the decoder is always told the right tokens, nothing is drawn. */
  #prepare(numbers: readonly number[]): TranslationBatch {
    const batch = makeBatch(this.#corpus.train, numbers);
    const teacher = teacherProbability(this.#batches, this.#training.scheduledSampling);
    return teacher === 1 ? batch : withOwnGuesses(this.#model, batch, teacher, this.#guessing);
  }

  loss(random: Random): tf.Scalar {
    if (this.#batch === null) throw new Error('loss without a batch: call nextBatch first');
    const context = { training: true, random };
    return batchLoss(this.#model, this.#batch, this.#training, context);
  }

  endStep(): void {
    this.#batches += 1;
    this.#batch = null;
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

  state(): SessionState {
    const json: SavedSession = {
      cursor: this.#buckets.cursor(),
      guessing: this.#guessing.state(),
      batches: this.#batches,
    };
    return { json, tensors: new Map() };
  }

  restore({ json }: SessionState): void {
    const { cursor, guessing, batches } = json as SavedSession;
    this.#batch = null;
    this.#buckets.restore(cursor);
    this.#guessing.restore(guessing);
    this.#batches = batches;
  }

  dispose(): void {
    this.parameters.dispose();
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
