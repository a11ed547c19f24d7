import type { Scalar } from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import {
  type BacktestOptions,
  type BacktestResult,
  type Baseline,
  type ExampleResults,
  type ForecastResult,
  type MetricValues,
  type Sample,
  strongestBaseline,
} from '../../contract/index.ts';
import type { OnnxFile } from '../../models/onnx/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { BatchSession } from '../batch-session.ts';
import { digestOf } from '../example-digest.ts';
import type { Patience, Split, TaskSession } from '../task.ts';
import { backtest } from './backtest/backtest.ts';
import type { NaiveForecaster } from './baselines.ts';
import { layBatch, type WindowBatch } from './batches.ts';
import { ForecastValues } from './forecast-values.ts';
import { forecastLoss } from './loss.ts';
import { Measurement } from './measure.ts';
import type { SegmentForecaster } from './model.ts';
import { NaiveIntervals } from './naive-intervals.ts';
import { forecasterFile } from './onnx.ts';
import type { ForecastOutput } from './outputs/index.ts';
import type { ForecastingPlan } from './plan.ts';
import { forwardBatch, predictWindows } from './predict.ts';
import { checkKnownAhead, forecastResult, forecastSamples, sampleOrigins } from './samples.ts';
import { ShuffledBatches } from './shuffled-batches.ts';
import { forecastingVerdict, type Yardstick } from './verdict.ts';

/** Sequences measured at once: bounds memory with many channels. */
const evaluationSequences = 2048;
/** Windows that a naive forecaster handles before messages are let in again. */
const naiveWindows = 512;
/** Windows of the example for programs that run ONNX. */
const onnxWindows = 3;

/** Forecasting on one table: see TaskSession for what is guaranteed. */
export class ForecastingSession
  extends BatchSession<Int32Array, WindowBatch>
  implements TaskSession
{
  readonly unit = 'windows';
  readonly #plan: ForecastingPlan;
  readonly #model: SegmentForecaster;
  readonly #output: ForecastOutput;
  /** Evaluation draws nothing; the network's interface asks for a generator all the same. */
  readonly #idle = new Random(0);
  #baselines: readonly Baseline[] | null = null;
  #examples: ExampleResults | null = null;

  constructor(
    plan: ForecastingPlan,
    model: SegmentForecaster,
    parameters: ParameterSet,
    training: {
      readonly batchSize: number;
      readonly output: ForecastOutput;
      readonly random: Random;
    },
  ) {
    const { origins, details } = plan;
    const { batchSize, random } = training;
    const order = new ShuffledBatches(origins.train, batchSize, random);
    const unitsPerStep = Math.min(batchSize, origins.train.length);
    super({ parameters, model, order, unitsPerStep, details });
    this.#plan = plan;
    this.#model = model;
    this.#output = training.output;
  }

  protected lay(origins: Int32Array): WindowBatch {
    const { series, layout, covariates } = this.#plan;
    return layBatch(series, layout, origins, covariates);
  }

  loss(random: Random): Scalar {
    const context = { training: true, random };
    const prediction = forwardBatch(this.#model, this.batch, this.#plan, context);
    return forecastLoss(this.#output, prediction, this.batch);
  }

  async evaluate(split: Split, patience: Patience): Promise<MetricValues | null> {
    const { series, origins: all } = this.#plan;
    const origins = all[split];
    const measurement = new Measurement(this.#plan, this.#kindOfOutput());
    const atOnce = Math.max(1, Math.floor(evaluationSequences / series.channels.length));
    for (let from = 0; from < origins.length; from += atOnce) {
      if (await patience.pause(from / origins.length)) return null;
      const some = origins.subarray(from, from + atOnce);
      measurement.addForecasts(this.#output, some, this.#predict(some));
    }
    const place = [origins[0], origins.at(-1), this.#plan.layout.horizon, ...series.channels];
    this.#examples = {
      measure: 'mse',
      identity: digestOf(place.map(String)),
      rows: measurement.examples(),
    };
    return measurement.metrics();
  }

  examples(): ExampleResults | null {
    return this.#examples;
  }

  get #yardstick(): Yardstick {
    return this.#output.distribution === null ? 'mse' : 'crps';
  }

  #kindOfOutput(): 'none' | 'quantiles' | 'densities' {
    const { distribution } = this.#output;
    if (distribution === null) return 'none';
    return distribution.negativeLogLikelihood === null ? 'quantiles' : 'densities';
  }

  #predict(origins: ArrayLike<number>): Float32Array {
    return predictWindows(this.#model, this.#output, this.#plan, origins, this.#idle);
  }

  async baselines(patience: Patience): Promise<readonly Baseline[]> {
    if (this.#baselines !== null) return this.#baselines;
    const measured: Baseline[] = [];
    for (const forecaster of this.#plan.naive) {
      const baseline = await this.#measure(forecaster, patience);
      if (baseline === null) return measured;
      measured.push(baseline);
    }
    this.#baselines = measured;
    return measured;
  }

  /** Null when patience says stop. */
  async #measure(forecaster: NaiveForecaster, patience: Patience): Promise<Baseline | null> {
    const { origins } = this.#plan;
    if (await patience.pause()) return null;
    const intervals = this.#intervalsOf(forecaster);
    const metrics: Record<string, number> = {};
    for (const split of ['val', 'test'] as const) {
      const measurement = new Measurement(this.#plan, intervals === null ? 'none' : 'quantiles');
      for (let from = 0; from < origins[split].length; from += naiveWindows) {
        if (await patience.pause()) return null;
        const some = origins[split].subarray(from, from + naiveWindows);
        measurement.addNaive(forecaster, intervals, some);
      }
      const values = measurement.metrics();
      for (const [name, value] of Object.entries(values)) metrics[`${split}/${name}`] = value;
    }
    return { name: forecaster.name, label: forecaster.label, metrics };
  }

  /** Null where the network's forecast is a single number. */
  #intervalsOf(forecaster: NaiveForecaster): NaiveIntervals | null {
    const { distribution } = this.#output;
    if (distribution === null) return null;
    const { series, origins, layout } = this.#plan;
    const { baselineLevels } = distribution;
    return new NaiveIntervals(forecaster, series, origins.train, layout.horizon, baselineLevels);
  }

  async samples(step: number): Promise<readonly Sample[]> {
    const baselines = await this.baselines(noPause);
    const strongest = strongestBaseline(baselines, `val/${this.#yardstick}`)?.baseline;
    const { naive } = this.#plan;
    const shown = naive.find((forecaster) => forecaster.name === strongest?.name) ?? naive[0]!;
    const origins = sampleOrigins(this.#plan);
    const forecasts = new ForecastValues(this.#plan, this.#output, this.#predict(origins));
    return forecastSamples(this.#plan, origins, forecasts, shown, step);
  }

  async forecast(): Promise<ForecastResult> {
    checkKnownAhead(this.#plan);
    const origins = this.#plan.series.members.map(({ end }) => end);
    const forecasts = new ForecastValues(this.#plan, this.#output, this.#predict(origins));
    return forecastResult(this.#plan, forecasts);
  }

  async backtest(options: BacktestOptions, patience: Patience): Promise<BacktestResult | null> {
    const contestants = {
      output: this.#output,
      predict: (origins: Int32Array) => this.#predict(origins),
      intervalsOf: (forecaster: NaiveForecaster) => this.#intervalsOf(forecaster),
    };
    return backtest(this.#plan, contestants, options, patience);
  }

  onnx(): OnnxFile {
    const origins = this.#plan.origins.val.slice(0, onnxWindows);
    return forecasterFile(this.#plan, this.#model, this.parameters, {
      origins,
      forecasts: this.#predict(origins),
    });
  }

  verdict(best: MetricValues, test: MetricValues, baselines: readonly Baseline[]): string {
    return forecastingVerdict(best, test, baselines, this.#yardstick);
  }
}

const noPause: Patience = { pause: async () => false };
