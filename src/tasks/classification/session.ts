import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import type { Baseline, Classified, MetricValues, Sample } from '../../contract/index.ts';
import type { OnnxFile } from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { BatchSession } from '../batch-session.ts';
import { LengthBuckets } from '../length-buckets.ts';
import type { Patience, Split, TaskSession } from '../task.ts';
import { measureBaselines } from './baselines/index.ts';
import { layExamples, type SequenceBatch } from './batch.ts';
import { classMetrics } from './class-scores.ts';
import { classifiedAs } from './classified.ts';
import { answerLoss, type ClassLoss, type NumberLoss } from './loss.ts';
import type { SequenceClassifier } from './model.ts';
import { numberMetrics } from './number-scores.ts';
import { classifierFile } from './onnx.ts';
import type { ClassificationPlan, Example } from './plan.ts';
import { classSample, numberSample } from './samples.ts';
import { fitTemperature, probabilitiesOf } from './temperature.ts';
import { classificationVerdict } from './verdict.ts';

/** Steps measured at once, padding included: bounds memory. */
const evaluationSteps = 40_000;
const mostAtOnce = 512;
/** Sequences of the example for programs that run ONNX. */
const onnxExamples = 4;

export interface ClassificationTraining {
  readonly batchSize: number;
  readonly loss: ClassLoss | NumberLoss;
  readonly temperatureScaling: boolean;
  readonly random: Random;
}

/** Scores of sequences in their own order, answer after answer. */
interface Measured {
  /** (answers, outputs) before the softmax, or scaled numbers. */
  readonly scores: Float32Array;
  /** Class or scaled number of each answer. */
  readonly truth: Float32Array;
}

/** Classification or regression of one data set: see TaskSession for what is guaranteed. */
export class ClassificationSession
  extends BatchSession<readonly number[], readonly Example[]>
  implements TaskSession
{
  readonly unit = 'sequences';
  readonly #plan: ClassificationPlan;
  readonly #model: SequenceClassifier;
  readonly #training: ClassificationTraining;
  #baselines: readonly Baseline[] | null = null;

  constructor(
    plan: ClassificationPlan,
    model: SequenceClassifier,
    parameters: ParameterSet,
    training: ClassificationTraining,
  ) {
    const { parts, details } = plan;
    const { batchSize, random } = training;
    const lengths = parts.train.map(({ steps }) => steps);
    const order = new LengthBuckets(lengths, batchSize, random);
    const unitsPerStep = Math.min(batchSize, parts.train.length);
    super({ parameters, model, order, unitsPerStep, details });
    this.#plan = plan;
    this.#model = model;
    this.#training = training;
  }

  protected lay(chosen: readonly number[]): readonly Example[] {
    return chosen.map((index) => this.#plan.parts.train[index]!);
  }

  loss(random: Random): tf.Scalar {
    const batch = this.#asArrays(this.batch);
    const scores = this.#model.score(batch, { training: true, random });
    return answerLoss(scores, batch.targets, this.#training.loss);
  }

  async evaluate(split: Split, patience: Patience): Promise<MetricValues | null> {
    const examples = this.#plan.parts[split];
    if (examples.length === 0) return {};
    const measured = await this.#measure(examples, patience);
    if (measured === null) return null;
    const { targets } = this.#plan;
    if (targets.kind === 'number') {
      const { scores: answers, truth } = measured;
      const { deviation } = targets.scale;
      return numberMetrics({ answers, truth, deviation }, this.#numberLoss);
    }
    const temperature = split === 'test' ? await this.#temperature(patience) : 1;
    if (temperature === null) return null;
    const metrics = classMetrics(this.#answers(measured, temperature));
    return split === 'test' && this.#training.temperatureScaling
      ? { ...metrics, temperature }
      : metrics;
  }

  get #numberLoss(): 'mse' | 'mae' {
    const { kind } = this.#training.loss;
    return kind === 'mae' ? 'mae' : 'mse';
  }

  #answers({ scores, truth }: Measured, temperature: number) {
    const classes = this.#plan.targets.classes.length;
    const probabilities = probabilitiesOf(scores, classes, temperature);
    return { classes, probabilities, truth: Int32Array.from(truth) };
  }

  /** Fitted on the validation part where the settings want it; null when patience says stop. */
  async #temperature(patience: Patience): Promise<number | null> {
    if (!this.#training.temperatureScaling || this.#plan.targets.kind === 'number') return 1;
    const measured = await this.#measure(this.#plan.parts.val, patience);
    if (measured === null) return null;
    const classes = this.#plan.targets.classes.length;
    const truth = Int32Array.from(measured.truth);
    return fitTemperature({ classes, logits: measured.scores, truth });
  }

  /** By length, so that little is padded; the answers come back in the examples' order. */
  async #measure(examples: readonly Example[], patience: Patience): Promise<Measured | null> {
    const order = examples.map((_, index) => index);
    order.sort((a, b) => examples[a]!.steps - examples[b]!.steps || a - b);
    const found = new Map<number, Measured>();
    for (let from = 0; from < order.length; ) {
      if (await patience.pause(from / order.length)) return null;
      let to = from + 1;
      while (to < order.length && this.#fits(examples[order[to]!]!.steps, to + 1 - from)) to++;
      const some = order.slice(from, to);
      const scored = this.#scoreOf(some.map((index) => examples[index]!));
      some.forEach((index, place) => {
        found.set(index, scored[place]!);
      });
      from = to;
    }
    return joined(order.map((_, index) => found.get(index)!));
  }

  #fits(steps: number, count: number): boolean {
    return count <= mostAtOnce && steps * count <= evaluationSteps;
  }

  #scoreOf(examples: readonly Example[]): Measured[] {
    const batch = this.#asArrays(examples);
    const scores = tf.tidy(() =>
      this.#model.score(batch, { training: false, random: unused }).dataSync<'float32'>().slice(),
    );
    const { outputs } = this.#plan.targets;
    let from = 0;
    const counts = examples.map((example) =>
      batch.places === null ? 1 : example.targets.filter((target) => target >= 0).length,
    );
    return counts.map((count) => {
      const own = scores.subarray(from * outputs, (from + count) * outputs);
      const truth = batch.targets.subarray(from, from + count);
      from += count;
      return { scores: own, truth };
    });
  }

  #asArrays(examples: readonly Example[]): SequenceBatch {
    const width = this.#plan.kind === 'text' ? 1 : this.#plan.width;
    return layExamples(examples, width, this.#plan.targets.kind === 'steps');
  }

  async baselines(patience: Patience): Promise<readonly Baseline[]> {
    if (this.#baselines !== null) return this.#baselines;
    let stopped = false;
    const watched: Patience = {
      pause: async (done) => {
        stopped = await patience.pause(done);
        return stopped;
      },
    };
    const measured = await measureBaselines(this.#plan, this.#numberLoss, watched);
    if (!stopped) this.#baselines = measured;
    return measured;
  }

  samples(step: number): Promise<readonly Sample[]> {
    return this.#samplesOf('val', step);
  }

  finalSamples(step: number): Promise<readonly Sample[]> {
    return this.#samplesOf('test', step);
  }

  async #samplesOf(part: Split, step: number): Promise<readonly Sample[]> {
    const examples = this.#plan.parts[part];
    if (examples.length === 0) return [];
    const measured = await this.#measure(examples, patient);
    const { targets } = this.#plan;
    const place = { part, step };
    if (targets.kind === 'number') return [numberSample(place, examples, measured!, targets)];
    const temperature = part === 'test' ? await this.#temperature(patient) : 1;
    return [classSample(place, examples, this.#answers(measured!, temperature!), targets)];
  }

  async classify(
    paths: readonly string[],
    texts: readonly string[],
    patience: Patience,
  ): Promise<readonly Classified[]> {
    const temperature = (await this.#temperature(patience)) ?? 1;
    const parts = { ...this.#plan, temperature };
    return classifiedAs(parts, paths, texts, async (examples) => {
      const answers: Float32Array[] = [];
      for (let from = 0; from < examples.length; from += mostAtOnce) {
        if (await patience.pause(from / examples.length)) break;
        // Unknown labels are no answers to be left out.
        const some = examples.slice(from, from + mostAtOnce);
        answers.push(...this.#scoreOf(some.map(wholly)).map(({ scores }) => scores));
      }
      return answers;
    });
  }

  onnx(): OnnxFile {
    // What is answered behind a sequence's end means nothing: where steps are, one has no such end.
    const count = this.#plan.targets.kind === 'steps' ? 1 : onnxExamples;
    const examples = this.#plan.parts.val.slice(0, count);
    const scores = this.#scoreOf(examples.map(wholly)).map(({ scores: own }) => own);
    return classifierFile(this.#plan, this.#model.config, this.parameters, { examples, scores });
  }

  verdict(best: MetricValues, test: MetricValues, baselines: readonly Baseline[]): string {
    return classificationVerdict(best, test, baselines, this.#plan.targets.kind);
  }
}

const unused = new Random(0);
const patient: Patience = { pause: async () => false };

function joined(parts: readonly Measured[]): Measured {
  const join = (arrays: readonly Float32Array[]) => {
    const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const array of arrays) {
      whole.set(array, at);
      at += array.length;
    }
    return whole;
  };
  return {
    scores: join(parts.map(({ scores }) => scores)),
    truth: join(parts.map(({ truth }) => truth)),
  };
}

/** Where steps are answered, every one is. */
function wholly(example: Example): Example {
  return { ...example, targets: example.targets.map(() => 0) };
}
