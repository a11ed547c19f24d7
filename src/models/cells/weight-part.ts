import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import { uniform, xavierUniform } from '../initializers.ts';
import type { KeepingGate } from './cell.ts';
import { chronoBias } from './chrono-bias.ts';
import { type RecurrentInit, recurrentKernel } from './recurrent-init.ts';

/** What settings ask of first values. */
export interface InitialWishes {
  readonly recurrentInit?: RecurrentInit;
  /** Initial bias by gate, over the cell's own. */
  readonly initialBias?: Readonly<Record<string, number>>;
  /** Steps that memories should last; 0, the default, leaves biases as they are. */
  readonly chronoSteps?: number;
}

/** One weight of a layer. */
export interface WeightPart {
  /** As it is stored: `input_kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** First values; the caller owns the tensor. */
  initial(random: Random, wishes: InitialWishes): tf.Tensor;
}

/** A block of neighbouring columns. */
export interface GateColumns {
  readonly name: string;
  readonly width: number;
}

/** `input_kernel` or another matrix of its kind, Xavier uniform for each gate. */
export function inputKernelPart(
  input: number,
  gates: readonly GateColumns[],
  name = 'input_kernel',
): WeightPart {
  return {
    name,
    shape: [input, columnsOf(gates)],
    initial: (random) =>
      sideBySide(
        gates.map(
          ({ width }) =>
            () =>
              xavierUniform([input, width], random),
        ),
      ),
  };
}

/** `recurrent_kernel`, each gate for itself as the setting `recurrent_init` says. */
export function recurrentKernelPart(hidden: number, gates: readonly GateColumns[]): WeightPart {
  return {
    name: 'recurrent_kernel',
    shape: [hidden, columnsOf(gates)],
    initial: (random, { recurrentInit }) =>
      sideBySide(gates.map(() => () => recurrentKernel(recurrentInit, hidden, random))),
  };
}

/**
 * `bias`: a constant for each gate, or chrono initialisation where it is asked for.
 * @param start value by gate; 0 for gates not named
 */
export function biasPart(
  gates: readonly GateColumns[],
  start: Readonly<Record<string, number>>,
  keeping: KeepingGate | null,
): WeightPart {
  return {
    name: 'bias',
    shape: [columnsOf(gates)],
    initial: (random, { initialBias = {}, chronoSteps = 0 }) => {
      const first = { ...start, ...initialBias };
      const values = gates.map(({ name, width }) => new Float32Array(width).fill(first[name] ?? 0));
      if (chronoSteps > 1 && keeping !== null) {
        const named = new Map(gates.map(({ name }, i) => [name, values[i]!]));
        chronoBias(named, keeping, chronoSteps, random);
      }
      return tf.tensor1d(Float32Array.from(values.flatMap((part) => [...part])));
    },
  };
}

/** A vector or matrix of one value. */
export function constantPart(name: string, shape: readonly number[], value: number): WeightPart {
  return { name, shape, initial: () => tf.fill([...shape], value) };
}

/** Uniform in [-limit, limit). */
export function uniformPart(name: string, shape: readonly number[], limit: number): WeightPart {
  return { name, shape, initial: (random) => uniform([...shape] as [number], limit, random) };
}

/** Blocks of one width. */
export function gateColumns(names: readonly string[], width: number): GateColumns[] {
  return names.map((name) => ({ name, width }));
}

function columnsOf(gates: readonly GateColumns[]): number {
  return gates.reduce((sum, { width }) => sum + width, 0);
}

function sideBySide(blocks: readonly (() => tf.Tensor2D)[]): tf.Tensor2D {
  return tf.tidy(() =>
    tf.concat2d(
      blocks.map((block) => block()),
      1,
    ),
  );
}
