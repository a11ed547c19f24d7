import * as tf from '@tensorflow/tfjs-core';
import { ctcLoss } from '../../backend/operations.ts';
import { Random } from '../../backend/random.ts';
import type {
  Baseline,
  ExampleResults,
  MetricValues,
  Sample,
  Transcription,
} from '../../contract/index.ts';
import type { OnnxFile } from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { BatchSession } from '../batch-session.ts';
import { digestOf } from '../example-digest.ts';
import { LengthBuckets } from '../length-buckets.ts';
import type { Patience, Split, TaskSession } from '../task.ts';
import { type Augmentation, augmentClip } from './augmentation.ts';
import { measureBaselines } from './baselines.ts';
import { layUtterances, stepsOf } from './batches.ts';
import type { Decoder } from './decoding/decoder.ts';
import { ErrorRates } from './error-rates.ts';
import { labelScores, type SpeechRecognizer } from './model.ts';
import { exampleBatch, recognizerFile } from './onnx.ts';
import type { PreparedClip, SpeechPlan } from './plan.ts';
import { speechSamples } from './samples.ts';
import { speechVerdict } from './verdict.ts';

/** Frames measured at once, padding included: bounds memory. */
const evaluationFrames = 40_000;
/** Recordings of the validation part among which the worst are shown. */
const sampledClips = 64;

/** Evaluation draws nothing; the network's interface asks for a generator all the same. */
const evaluation = { training: false, random: new Random(0) } as const;

/** Speech recognition on one data set: see TaskSession for what is guaranteed. */
export class SpeechSession
  extends BatchSession<readonly number[], readonly PreparedClip[]>
  implements TaskSession
{
  readonly unit = 'recordings';
  readonly #plan: SpeechPlan;
  readonly #model: SpeechRecognizer;
  readonly #decoder: Decoder;
  readonly #augmentation: Augmentation;
  #baselines: readonly Baseline[] | null = null;
  #examples: ExampleResults | null = null;

  constructor(
    plan: SpeechPlan,
    model: SpeechRecognizer,
    parameters: ParameterSet,
    training: {
      readonly batchSize: number;
      readonly augmentation: Augmentation;
      readonly decoder: Decoder;
      readonly random: Random;
    },
  ) {
    const { parts, details } = plan;
    const { batchSize, random } = training;
    const lengths = parts.train.map(({ features }) => features.frames);
    const order = new LengthBuckets(lengths, batchSize, random);
    const unitsPerStep = Math.min(batchSize, parts.train.length);
    super({ parameters, model, order, unitsPerStep, details });
    this.#plan = plan;
    this.#model = model;
    this.#decoder = training.decoder;
    this.#augmentation = training.augmentation;
  }

  protected lay(chosen: readonly number[]): readonly PreparedClip[] {
    return chosen.map((index) => this.#plan.parts.train[index]!);
  }

  loss(random: Random): tf.Scalar {
    const { stacking } = this.#plan;
    const heard = this.batch.map((clip) => augmentClip(clip, this.#augmentation, stacking, random));
    const batch = layUtterances(heard, stacking);
    const logits = this.#model.score(batch, { training: true, random });
    const labels = this.batch.map((clip) => clip.labels);
    return tf.mean<tf.Scalar>(ctcLoss(logits, { labels, lengths: batch.lengths }));
  }

  async evaluate(split: Split, patience: Patience): Promise<MetricValues | null> {
    const clips = [...this.#plan.parts[split]].sort(
      (a, b) => a.features.frames - b.features.frames,
    );
    if (clips.length === 0) return {};
    const rates = new ErrorRates();
    const rows: number[][] = [];
    let nats = 0;
    for (let from = 0; from < clips.length; ) {
      if (await patience.pause(from / clips.length)) return null;
      const some = this.#fitting(clips, from);
      const measured = this.#measure(some);
      nats += measured.nats;
      measured.texts.forEach((text, at) => {
        rows.push([...rates.add(some[at]!.transcript, text)]);
      });
      from += some.length;
    }
    const identity = digestOf(clips.map(({ transcript }) => transcript));
    this.#examples = { measure: 'wer', identity, rows };
    return { ...rates.metrics, loss: nats / clips.length };
  }

  examples(): ExampleResults | null {
    return this.#examples;
  }

  /** As many of the clips, which get longer, as are measured at once. */
  #fitting(clips: readonly PreparedClip[], from: number): readonly PreparedClip[] {
    let to = from + 1;
    while (to < clips.length && clips[to]!.features.frames * (to + 1 - from) <= evaluationFrames)
      to++;
    return clips.slice(from, to);
  }

  #measure(clips: readonly PreparedClip[]): { readonly nats: number; readonly texts: string[] } {
    const batch = layUtterances(
      clips.map(({ features }) => features),
      this.#plan.stacking,
    );
    const logits = this.#model.score(batch, evaluation);
    const labels = clips.map((clip) => clip.labels);
    const nats = tf.tidy(
      () => tf.sum(ctcLoss(logits, { labels, lengths: batch.lengths })).dataSync()[0]!,
    );
    const texts = labelScores(logits, batch.lengths).map((scores) =>
      this.#plan.labels.decode(this.#decoder.decode(scores)),
    );
    logits.dispose();
    return { nats, texts };
  }

  async baselines(): Promise<readonly Baseline[]> {
    this.#baselines ??= measureBaselines(this.#plan);
    return this.#baselines;
  }

  async samples(step: number): Promise<readonly Sample[]> {
    const clips = this.#plan.parts.val;
    const every = Math.max(1, Math.floor(clips.length / sampledClips));
    const some = clips.filter((_, index) => index % every === 0).slice(0, sampledClips);
    const byLength = [...some].sort((a, b) => a.features.frames - b.features.frames);
    const heard: string[] = [];
    while (heard.length < byLength.length) {
      heard.push(...this.#measure(this.#fitting(byLength, heard.length)).texts);
    }
    return speechSamples(byLength, heard, step);
  }

  async transcribe(samples: Float32Array, sampleRate: number): Promise<Transcription> {
    const { features, labels, stacking } = this.#plan;
    const matrix = features.extract(samples, sampleRate);
    const seconds = samples.length / sampleRate;
    if (stepsOf(matrix.frames, stacking) === 0) return { text: '', seconds };
    const batch = layUtterances([matrix], stacking);
    const logits = this.#model.score(batch, evaluation);
    const [scores] = labelScores(logits, batch.lengths);
    logits.dispose();
    return { text: labels.decode(this.#decoder.decode(scores!)), seconds };
  }

  onnx(): OnnxFile {
    const { config } = this.#model;
    const batch = exampleBatch(config.width);
    const logits = this.#model.score(batch, evaluation);
    // What stands after an utterance's end is part of the answer, too.
    const scores = labelScores(
      logits,
      batch.lengths.map(() => batch.time),
    );
    logits.dispose();
    return recognizerFile(this.#plan, config, this.parameters, batch, scores);
  }

  verdict(best: MetricValues, test: MetricValues, baselines: readonly Baseline[]): string {
    return speechVerdict(best, test, baselines);
  }
}
