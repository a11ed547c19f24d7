import type { ModelFacts } from '../contract/index.ts';
import type { Precision } from '../kernels/kernel.ts';
import type { ParameterSet } from '../models/parameters.ts';
import type { SessionState } from './task.ts';

/** Hands out what the next batch is made of; the same cursor gives the same batches again. */
export interface BatchOrder<Drawn> {
  readonly batchesPerEpoch: number;
  /** Null at the end of an epoch; the call after that begins another. */
  next(): Drawn | null;
  /** Plain JSON. */
  cursor(): unknown;
  restore(cursor: unknown): void;
}

export interface BatchSessionParts<Drawn> {
  readonly parameters: ParameterSet;
  readonly model: { readonly kernel: string; readonly precision: Precision };
  readonly order: BatchOrder<Drawn>;
  /** See `TaskSession`. */
  readonly unitsPerStep: number;
  readonly details: ModelFacts['details'];
}

/**
 * What sessions share whose batches do not depend on each other: the current batch, and a state that
 * is the place in the order of batches. A session that carries a state from batch to batch keeps its
 * own.
 */
export abstract class BatchSession<Drawn, Batch> {
  readonly facts: ModelFacts;
  readonly parameters: ParameterSet;
  readonly kernel: string;
  readonly precision: Precision;
  readonly stepsPerEpoch: number;
  readonly unitsPerStep: number;
  readonly #order: BatchOrder<Drawn>;
  #batch: Batch | null = null;

  constructor({ parameters, model, order, unitsPerStep, details }: BatchSessionParts<Drawn>) {
    this.parameters = parameters;
    this.kernel = model.kernel;
    this.precision = model.precision;
    this.stepsPerEpoch = order.batchesPerEpoch;
    this.unitsPerStep = unitsPerStep;
    this.facts = { parameters: parameters.count, stepsPerEpoch: order.batchesPerEpoch, details };
    this.#order = order;
  }

  /** Makes a batch of what was drawn. */
  protected abstract lay(drawn: Drawn): Batch;

  /** The current batch. @throws before the first one and between epochs: a defect */
  protected get batch(): Batch {
    if (this.#batch === null) throw new Error('no batch: call nextBatch first');
    return this.#batch;
  }

  nextBatch(): boolean {
    const drawn = this.#order.next();
    this.#batch = drawn === null ? null : this.lay(drawn);
    return drawn !== null;
  }

  endStep(): void {
    this.#batch = null;
  }

  state(): SessionState {
    return { json: this.#order.cursor(), tensors: new Map() };
  }

  restore({ json }: SessionState): void {
    this.#batch = null;
    this.#order.restore(json);
  }

  dispose(): void {
    this.#batch = null;
    this.parameters.dispose();
  }
}
