import type { Scalar } from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import type {
  Adaptation,
  BacktestOptions,
  BacktestResult,
  Baseline,
  Classified,
  ComposeOptions,
  Composition,
  DataFile,
  ExampleResults,
  ForecastResult,
  GenerateOptions,
  MetricValues,
  ModelFacts,
  Sample,
  Settings,
  TaskDescriptor,
  Transcription,
  TranslatedSentence,
  TranslateOptions,
  WrittenToken,
} from '../contract/index.ts';
import type { Precision } from '../kernels/kernel.ts';
import type { OnnxFile } from '../models/onnx/index.ts';
import type { ParameterSet } from '../models/parameters.ts';

export type Split = 'val' | 'test';

/** Long work asks this between pieces: it lets messages in, reports progress and says when to stop. */
export interface Patience {
  /** Resolves at once or after letting messages in; `true` means stop now. */
  pause(done?: number): Promise<boolean>;
}

/** Values a session keeps beside its parameters, as a checkpoint stores them. */
export interface SessionState {
  /** Plain JSON: batch cursor, shuffle state, epoch. */
  readonly json: unknown;
  /** Carried hidden states by name: shape and values. */
  readonly tensors: ReadonlyMap<
    string,
    { readonly shape: number[]; readonly values: Float32Array }
  >;
}

/**
 * One task on one data set with one set of settings: data, model, loss and metrics.
 *
 * Guarantees: the same data, settings and seed give the same sequence of batches; `restore(state())`
 * continues it exactly; nothing fitted (scaler, vocabulary) ever sees validation or test data;
 * no tensor outlives a call except parameters and carried states.
 */
export interface TaskSession {
  readonly facts: ModelFacts;
  readonly parameters: ParameterSet;
  /** Kernel that runs the recurrence. */
  readonly kernel: string;
  /** Of the recurrent products; `fp32` where it is left out, whatever the settings asked for. */
  readonly precision?: Precision;
  /** Optimiser steps in one epoch. */
  readonly stepsPerEpoch: number;
  /** What `unitsPerStep` counts: `tokens` or `windows`. */
  readonly unit: 'tokens' | 'windows' | 'recordings' | 'sequences';
  readonly unitsPerStep: number;
  /** What the learning rate of the current batch is multiplied by; 1 where it is left out. */
  readonly learningRateFactor?: number;
  /** Moves to the next training batch; false at the end of an epoch (the next call starts another). */
  nextBatch(): boolean;
  /** Mean loss of the current batch, differentiable; draws dropout from `random`. Called inside a tidy. */
  loss(random: Random): Scalar;
  /**
   * Called after `loss`'s gradients have been taken, whether or not the update was made: keeps the
   * carried state (detached) and drops the batch.
   */
  endStep(updated: boolean): void;
  /** Metrics without prefix: `nats`, `ppl`, `mse`. Stops early (null) when patience says so. */
  evaluate(split: Split, patience: Patience): Promise<MetricValues | null>;
  /** What the last evaluation made of each example; absent where a task keeps none. */
  examples?(): ExampleResults | null;
  /**
   * The same while going on learning from what was measured; leaves the weights as they were. Only
   * language models.
   */
  evaluateAdapted?(
    split: Split,
    adaptation: Adaptation,
    patience: Patience,
  ): Promise<MetricValues | null>;
  baselines(patience: Patience): Promise<readonly Baseline[]>;
  /** Generated text or a forecast beside the truth, to show that the network learns. */
  samples(step: number): Promise<readonly Sample[]>;
  /** The same of the test part with the best weights, once, at the step that training ends with. */
  finalSamples?(step: number): Promise<readonly Sample[]>;
  /** One plain sentence from the final figures. */
  verdict(best: MetricValues, test: MetricValues, baselines: readonly Baseline[]): string;
  state(): SessionState;
  restore(state: SessionState): void;
  /** Text token by token; only where the descriptor says `generate`. */
  generate?(
    options: GenerateOptions,
    onToken: (text: string) => void,
    patience: Patience,
    /** Sees every token with its alternatives, where the options ask for some. */
    onWritten?: (token: WrittenToken) => void,
  ): Promise<string>;
  /** Steps after the end of the data; only where the descriptor says `forecast`. */
  forecast?(): Promise<ForecastResult>;
  /** Errors over a part by step ahead and by time; where `forecast` is. Null when patience says stop. */
  backtest?(options: BacktestOptions, patience: Patience): Promise<BacktestResult | null>;
  /** What is said in one channel of sound; only where the descriptor says `transcribe`. */
  transcribe?(samples: Float32Array, sampleRate: number): Promise<Transcription>;
  /** Any sentences; only where the descriptor says `translate`. Null when patience says stop. */
  translate?(
    options: TranslateOptions,
    patience: Patience,
  ): Promise<readonly TranslatedSentence[] | null>;
  /**
   * What the sequences of files, and texts, are; only where the descriptor says `classify`. Ends
   * early, with what it has, when patience says stop.
   */
  classify?(
    paths: readonly string[],
    texts: readonly string[],
    patience: Patience,
  ): Promise<readonly Classified[]>;
  /** Music; only where the descriptor says `compose`. Ends early when patience says stop. */
  compose?(options: ComposeOptions, patience: Patience): Promise<Composition>;
  /**
   * Texts that are written beside the checkpoints when training starts, by file name, for other
   * programs: `tokenizer.json`.
   */
  readonly files?: ReadonlyMap<string, string>;
  /**
   * The network for programs that run ONNX; absent where a task has no such graph.
   * @throws UnrollError `not-in-onnx` naming the setting that ONNX cannot express
   */
  onnx?(): OnnxFile;
  /**
   * What the network makes of a little input, by name, so that another program that was given the
   * weights can compare.
   */
  example?(): ReadonlyMap<string, { readonly shape: number[]; readonly values: Float32Array }>;
  dispose(): void;
}

/**
 * What a session is opened for. One that only answers (transcribes, writes, forecasts) may leave
 * unread what nothing but training and measuring needs.
 */
export type Purpose = 'training' | 'answering';

export interface Task {
  readonly descriptor: TaskDescriptor;
  /**
   * Reads the data, fits scaler or vocabulary on the training part, makes the model.
   * @param random seeds parameter values and batch order
   * @param purpose training, which includes measuring, where it is left out
   * @throws UnrollError when the data cannot serve the settings (too short, no such column)
   */
  open(
    data: DataFile,
    settings: Settings,
    random: Random,
    patience: Patience,
    purpose?: Purpose,
  ): Promise<TaskSession>;
}
