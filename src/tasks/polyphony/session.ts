import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import type {
  Baseline,
  ComposeOptions,
  Composition,
  ExampleResults,
  MetricValues,
  Sample,
} from '../../contract/index.ts';
import { keyCount } from '../../datasets/index.ts';
import { type OnnxFile, onnxFile } from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { BatchSession } from '../batch-session.ts';
import { digestOf } from '../example-digest.ts';
import { LengthBuckets } from '../length-buckets.ts';
import type { Patience, Split, TaskSession } from '../task.ts';
import { measureBaselines } from './baselines.ts';
import { layExcerpts, rangeOf } from './batch.ts';
import { compose } from './composition.ts';
import { frameMetrics, scorePiece } from './frame-scores.ts';
import { frameLoss } from './loss.ts';
import type { PolyphonyModel } from './model.ts';
import { polyphonyGraph } from './onnx.ts';
import type { Excerpt, PlannedPiece, PolyphonyPlan } from './plan.ts';
import { polyphonySample, type ToldPiece } from './samples.ts';
import { polyphonyVerdict } from './verdict.ts';

/** Steps measured at once, padding included: bounds memory. */
const evaluationSteps = 20_000;
const exampleSteps = 32;

export interface PolyphonyTraining {
  readonly batchSize: number;
  /** Semitones by which pieces are moved at most. */
  readonly transpose: number;
  readonly random: Random;
}

/** Polyphonic music of one data set: see TaskSession for what is guaranteed. */
export class PolyphonySession
  extends BatchSession<readonly number[], readonly Excerpt[]>
  implements TaskSession
{
  readonly unit = 'sequences';
  readonly #plan: PolyphonyPlan;
  readonly #model: PolyphonyModel;
  readonly #training: PolyphonyTraining;
  #baselines: readonly Baseline[] | null = null;
  #examples: ExampleResults | null = null;

  constructor(
    plan: PolyphonyPlan,
    model: PolyphonyModel,
    parameters: ParameterSet,
    training: PolyphonyTraining,
  ) {
    const { excerpts, details } = plan;
    const { batchSize, random } = training;
    const lengths = excerpts.map(({ steps }) => steps);
    const order = new LengthBuckets(lengths, batchSize, random);
    const unitsPerStep = Math.min(batchSize, excerpts.length);
    super({ parameters, model, order, unitsPerStep, details });
    this.#plan = plan;
    this.#model = model;
    this.#training = training;
  }

  protected lay(chosen: readonly number[]): readonly Excerpt[] {
    return chosen.map((index) => this.#plan.excerpts[index]!);
  }

  loss(random: Random): tf.Scalar {
    const shifts = this.batch.map((excerpt) => this.#shiftOf(excerpt, random));
    const batch = layExcerpts(this.batch, shifts);
    const scores = this.#model.score(batch, { training: true, random });
    return frameLoss(scores, tf.tensor2d(batch.targets, [batch.places.length, keyCount]));
  }

  /** Off the piano a piece would lose notes. */
  #shiftOf(excerpt: Excerpt, random: Random): number {
    const { transpose } = this.#training;
    if (transpose === 0) return 0;
    const drawn = random.integer(2 * transpose + 1) - transpose;
    const range = rangeOf(excerpt);
    if (range === null) return 0;
    // The frame before the excerpt is moved along, and may reach further.
    const before =
      excerpt.from > 0 ? rangeOf({ ...excerpt, from: excerpt.from - 1, steps: 1 }) : null;
    const low = Math.min(range[0], before?.[0] ?? keyCount);
    const high = Math.max(range[1], before?.[1] ?? 0);
    return Math.max(-low, Math.min(keyCount - 1 - high, drawn));
  }

  async evaluate(split: Split, patience: Patience): Promise<MetricValues | null> {
    const pieces = this.#plan.parts[split];
    if (pieces.length === 0) return {};
    const told = await this.#tell(pieces, patience);
    if (told === null) return null;
    this.#examples = {
      measure: 'nll',
      identity: digestOf(told.map(({ piece }) => `${piece.name} ${piece.steps}`)),
      rows: told.map(({ score }) => [score.nats, score.frames]),
    };
    return frameMetrics(told.map(({ score }) => score));
  }

  examples(): ExampleResults | null {
    return this.#examples;
  }

  /** By length, so that little is padded; in the pieces' own order. */
  async #tell(pieces: readonly PlannedPiece[], patience: Patience): Promise<ToldPiece[] | null> {
    const order = pieces.map((_, index) => index);
    order.sort((a, b) => pieces[a]!.steps - pieces[b]!.steps || a - b);
    const told = new Map<number, ToldPiece>();
    for (let from = 0; from < order.length; ) {
      if (await patience.pause(from / order.length)) return null;
      let to = from + 1;
      while (to < order.length && pieces[order[to]!]!.steps * (to + 1 - from) <= evaluationSteps)
        to++;
      const some = order.slice(from, to);
      this.#scoresOf(some.map((index) => pieces[index]!)).forEach((one, place) => {
        told.set(some[place]!, one);
      });
      from = to;
    }
    return pieces.map((_, index) => told.get(index)!);
  }

  #scoresOf(pieces: readonly PlannedPiece[]): ToldPiece[] {
    const batch = layExcerpts(pieces.map(wholly));
    const scores = tf.tidy(() =>
      this.#model.score(batch, { training: false, random: unused }).dataSync<'float32'>().slice(),
    );
    let frame = 0;
    return pieces.map((piece) => {
      const own = scores.subarray(frame * keyCount, (frame + piece.steps) * keyCount);
      frame += piece.steps;
      return { piece, scores: own, score: scorePiece(piece, own) };
    });
  }

  async baselines(patience: Patience): Promise<readonly Baseline[]> {
    this.#baselines ??= await measureBaselines(this.#plan, patience);
    return this.#baselines ?? [];
  }

  samples(step: number): Promise<readonly Sample[]> {
    return this.#samplesOf('val', step);
  }

  finalSamples(step: number): Promise<readonly Sample[]> {
    return this.#samplesOf('test', step);
  }

  async #samplesOf(part: Split, step: number): Promise<readonly Sample[]> {
    const pieces = this.#plan.parts[part];
    if (pieces.length === 0) return [];
    return [polyphonySample(part, step, (await this.#tell(pieces, patient)) ?? [])];
  }

  compose(options: ComposeOptions, patience: Patience): Promise<Composition> {
    return compose(this.#model, this.#plan, options, patience);
  }

  example(): ReadonlyMap<string, { shape: number[]; values: Float32Array }> {
    const piece = this.#plan.parts.val[0]!;
    const steps = Math.min(exampleSteps, piece.steps);
    const batch = layExcerpts([{ piece, from: 0, steps }]);
    const frames = batch.input.slice();
    const scores = tf.tidy(() =>
      this.#model.score(batch, { training: false, random: unused }).dataSync<'float32'>().slice(),
    );
    return new Map([
      ['frames', { shape: [steps, keyCount], values: frames }],
      ['scores', { shape: [steps, keyCount], values: scores }],
    ]);
  }

  onnx(): OnnxFile {
    const graph = polyphonyGraph(this.#model.config.recurrent, this.parameters);
    const check = [...this.example()].map(
      ([name, { shape, values }]) => [name, { shape: [1, ...shape], values }] as const,
    );
    return onnxFile(graph, 'polyphony', new Map(check));
  }

  verdict(best: MetricValues, test: MetricValues, baselines: readonly Baseline[]): string {
    return polyphonyVerdict(best, test, baselines);
  }
}

const unused = new Random(0);
const patient: Patience = { pause: async () => false };

function wholly(piece: PlannedPiece): Excerpt {
  return { piece, from: 0, steps: piece.steps };
}
