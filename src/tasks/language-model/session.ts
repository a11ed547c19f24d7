import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import type {
  Adaptation,
  Baseline,
  GenerateOptions,
  MetricValues,
  ModelFacts,
  Sample,
  WrittenToken,
} from '../../contract/index.ts';
import { type Tokenizer, type TokenizerKind, unitNames } from '../../datasets/index.ts';
import type { Precision } from '../../kernels/kernel.ts';
import type { OnnxFile } from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import type { StackState } from '../../models/recurrent-stack.ts';
import { coverageText } from '../pretrained-vectors.ts';
import type { Patience, SessionState, Split, TaskSession } from '../task.ts';
import { adaptedEntropy } from './adaptation/adapted-entropy.ts';
import { measureNgrams } from './baselines.ts';
import type { Corpus } from './corpus.ts';
import { crossEntropy } from './evaluation.ts';
import { generateText } from './generation.ts';
import { textMetrics } from './metrics.ts';
import type { RecurrentLanguageModel } from './model.ts';
import { languageModelFile } from './onnx.ts';
import type { PretrainedEmbedding } from './pretrained-embedding.ts';
import {
  type StreamBatch,
  StreamBatches,
  type StreamOptions,
  type StreamState,
} from './stream-batches.ts';
import { languageModelVerdict } from './verdict.ts';

/** The end of the training part, read before writing without a prompt. */
const openingTokens = 256;

/** Tokens of the example for other programs. */
const exampleTokens = 32;

/** Tokens of a sample text: about three hundred characters. */
const sampleLengths: Readonly<Record<TokenizerKind, number>> = {
  character: 300,
  byte: 300,
  word: 60,
  bpe: 90,
  unigram: 90,
  file: 75,
};

/** Language modelling on one text: see TaskSession for what is guaranteed. */
export class LanguageModelSession implements TaskSession {
  readonly facts: ModelFacts;
  readonly parameters: ParameterSet;
  readonly kernel: string;
  readonly precision: Precision;
  readonly stepsPerEpoch: number;
  readonly unit = 'tokens';
  readonly unitsPerStep: number;
  readonly files: ReadonlyMap<string, string>;
  readonly #corpus: Corpus;
  readonly #model: RecurrentLanguageModel;
  readonly #batches: StreamBatches;
  #batch: StreamBatch | null = null;
  /** After the last batch that was learnt from; null at the streams' beginning. */
  #carried: StackState | null = null;
  /** After the current batch. */
  #pending: StackState | null = null;
  #baselines: readonly Baseline[] | null = null;

  constructor(
    corpus: Corpus,
    model: RecurrentLanguageModel,
    parameters: ParameterSet,
    training: StreamOptions & { readonly vectors?: PretrainedEmbedding | null },
  ) {
    this.#corpus = corpus;
    this.#model = model;
    this.#batches = new StreamBatches(corpus.train.tokens, training);
    this.files = tokenFiles(corpus.tokenizer);
    this.parameters = parameters;
    this.kernel = model.kernel;
    this.precision = model.precision;
    this.stepsPerEpoch = this.#batches.batchesPerEpoch;
    this.unitsPerStep = this.#batches.tokensPerBatch;
    const { stepsPerEpoch } = this;
    this.facts = {
      parameters: parameters.count,
      stepsPerEpoch,
      details: detailsOf(corpus, training),
    };
  }

  get learningRateFactor(): number {
    return this.#batches.learningRateFactor;
  }

  nextBatch(): boolean {
    this.#batch = this.#batches.next();
    if (this.#batch === null || this.#batch.first) this.#carry(null);
    return this.#batch !== null;
  }

  loss(random: Random): tf.Scalar {
    const batch = this.#batch;
    if (batch === null) throw new Error('loss without a batch: call nextBatch first');
    const context = { training: true, random };
    const inputs = tf.tensor1d(batch.inputs, 'int32');
    const targets = tf.tensor1d(batch.targets, 'int32');
    const result = this.#model.read(inputs, batch.streams, this.#carried, context);
    this.#dropPending();
    this.#pending = result.states.map((state) => tf.keep(tf.clone(state)));
    const loss = this.#model.loss(result.outputs, targets);
    const penalty = this.#model.penalty(result);
    return penalty === null ? loss : tf.add(loss, penalty);
  }

  /** After a skipped update the older state stays: the new one may not be finite. */
  endStep(updated: boolean): void {
    if (updated && this.#pending !== null) {
      this.#carry(this.#pending);
      this.#pending = null;
    }
    this.#dropPending();
    this.#batch = null;
  }

  async evaluate(split: Split, patience: Patience): Promise<MetricValues | null> {
    const part = this.#corpus[split];
    const { tokens } = part;
    if (tokens.length < 2) return {};
    const nats = await crossEntropy(this.#model, tokens, patience);
    return nats === null ? null : textMetrics(nats, tokens.length - 1, part);
  }

  async evaluateAdapted(
    split: Split,
    adaptation: Adaptation,
    patience: Patience,
  ): Promise<MetricValues | null> {
    const part = this.#corpus[split];
    const { tokens } = part;
    if (tokens.length < 2) return {};
    const training = this.#corpus.train.tokens;
    const { parameters } = this;
    const model = this.#model;
    const nats = await adaptedEntropy(
      { model, parameters, training, tokens, adaptation },
      patience,
    );
    return nats === null ? null : textMetrics(nats, tokens.length - 1, part);
  }

  async baselines(patience: Patience): Promise<readonly Baseline[]> {
    this.#baselines ??= await measureNgrams(this.#corpus, patience);
    return this.#baselines ?? [];
  }

  async samples(step: number): Promise<readonly Sample[]> {
    const options: GenerateOptions = {
      prompt: '',
      length: sampleLengths[this.#corpus.tokenizer.kind],
      temperature: 0.8,
      topK: 0,
      topP: 1,
      seed: 1,
      stop: '',
    };
    const text = await this.generate(options, () => {}, { pause: async () => false });
    return [{ kind: 'text', step, prompt: options.prompt, text }];
  }

  generate(
    options: GenerateOptions,
    onToken: (text: string) => void,
    patience: Patience,
    onWritten?: (token: WrittenToken) => void,
  ): Promise<string> {
    const { tokenizer, train } = this.#corpus;
    const opening = train.tokens.slice(-openingTokens);
    const writer = { model: this.#model, tokenizer, opening };
    return generateText(writer, options, { onText: onToken, onWritten }, patience);
  }

  /** The beginning of the validation part, and the scores of the token after each. */
  example(): ReadonlyMap<string, { shape: number[]; values: Float32Array }> {
    const tokens = this.#corpus.val.tokens.slice(0, exampleTokens);
    const scores = tf.tidy(() => {
      const context = { training: false, random: new Random(0) };
      const { outputs } = this.#model.read(tf.tensor1d(tokens, 'int32'), 1, null, context);
      return this.#model.score(outputs).dataSync<'float32'>().slice();
    });
    const shape = [tokens.length, this.#corpus.tokenizer.size];
    return new Map([
      ['tokens', { shape: [tokens.length], values: Float32Array.from(tokens) }],
      ['scores', { shape, values: scores }],
    ]);
  }

  onnx(): OnnxFile {
    const tokens = this.#corpus.val.tokens.slice(0, exampleTokens);
    return languageModelFile(this.#model, this.parameters, tokens);
  }

  verdict(best: MetricValues, test: MetricValues, baselines: readonly Baseline[]): string {
    const unit = unitNames[this.#corpus.tokenizer.kind].replace(/s$/, '');
    return languageModelVerdict(best, test, baselines, unit);
  }

  state(): SessionState {
    const tensors = new Map(
      (this.#carried ?? []).map((state, index) => [
        `carried.${index}`,
        { shape: [...state.shape], values: Float32Array.from(state.dataSync()) },
      ]),
    );
    return { json: this.#batches.state(), tensors };
  }

  restore({ json, tensors }: SessionState): void {
    this.#batch = null;
    this.#dropPending();
    this.#batches.restore(json as StreamState);
    const states = Array.from({ length: tensors.size }, (_, index) => {
      const { shape, values } = tensors.get(`carried.${index}`)!;
      return tf.tensor2d(values.slice(), shape as [number, number]);
    });
    this.#carry(states.length === 0 ? null : states);
  }

  dispose(): void {
    this.#carry(null);
    this.#dropPending();
    this.parameters.dispose();
  }

  #carry(states: StackState | null): void {
    if (this.#carried !== null) tf.dispose(this.#carried);
    this.#carried = states;
  }

  #dropPending(): void {
    if (this.#pending !== null) tf.dispose(this.#pending);
    this.#pending = null;
  }
}

/** `tokenizer.json` of subwords; characters and words are a plain list, `vocabulary.json`. */
function tokenFiles(tokenizer: Tokenizer): ReadonlyMap<string, string> {
  const json = tokenizer.toTokenizerJson();
  if (json !== null) return new Map([['tokenizer.json', json]]);
  const tokens = Array.from({ length: tokenizer.size }, (_, token) => tokenizer.tokenOf(token));
  return new Map([['vocabulary.json', `${JSON.stringify(tokens)}\n`]]);
}

function detailsOf(
  { tokenizer, train, val, test }: Corpus,
  { vectors = null }: { readonly vectors?: PretrainedEmbedding | null },
): [string, string][] {
  const number = (value: number) => value.toLocaleString('en-US');
  const counts = [train, val, test].map((part) => number(part.tokens.length)).join(' / ');
  const { kind, size, unknown } = tokenizer;
  const known = unknown === null ? number(size) : number(size - 1);
  const details: [string, string][] = [
    ['Vocabulary', `${known} ${unitNames[kind]}${unknown === null ? '' : ' and <unk>'}`],
    ['Tokens (training / validation / test)', counts],
  ];
  if (vectors !== null) {
    details.push(['Pretrained vectors', coverageText(vectors, tokenizer, vectors.coverage)]);
  }
  const strange = val.tokens.reduce((sum, token) => sum + (token === unknown ? 1 : 0), 0);
  if (strange > 0) {
    const share = ((100 * strange) / val.tokens.length).toPrecision(2);
    details.push(['Unknown in validation', `${number(strange)} tokens (${share} %)`]);
  }
  return details;
}
