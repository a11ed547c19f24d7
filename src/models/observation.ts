import type * as tf from '@tensorflow/tfjs-core';
import type { Cell, CellWeights } from './cells/cell.ts';

/** One run of one recurrent layer, as it happened. */
export interface ObservedRun {
  /** As the layer's parameters are named: `rnn.0`, `rnn.0.reverse`. */
  readonly name: string;
  readonly cell: Cell;
  readonly weights: CellWeights;
  readonly reversed: boolean;
  /** (time, batch, input) */
  readonly x: tf.Tensor3D;
  /** Each (batch, hidden): before the first step. */
  readonly initial: readonly tf.Tensor2D[];
  /** (batch) int32; all steps where it is left out. */
  readonly lengths?: tf.Tensor1D;
}

/** What is added to the results of a run: zeros whose gradients are wanted. */
export interface Probes {
  /** (time, batch, hidden) */
  readonly outputs: tf.Tensor3D;
  /** Each (batch, hidden). */
  readonly states: readonly tf.Tensor2D[];
}

/** Looks at recurrent layers while a task computes its loss. */
export interface Observer {
  /** The state is forgotten every so many steps, counted back from the end. */
  readonly resetEvery?: number;
  /** Called for every run of a layer, in order; null adds nothing. */
  readonly observe?: (run: ObservedRun) => Probes | null;
}

let current: Observer | null = null;

/**
 * Runs `work` with all recurrent layers observed. They run as at evaluation, so that what is seen is
 * the network and not a draw of its dropout. Not for several threads of work at once: `work` must
 * not wait for anything.
 */
export function observing<T>(observer: Observer, work: () => T): T {
  const before = current;
  current = observer;
  try {
    return work();
  } finally {
    current = before;
  }
}

export function currentObserver(): Observer | null {
  return current;
}
