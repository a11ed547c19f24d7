import * as tf from '@tensorflow/tfjs-core';
import { gradientsAt } from '../../backend/operations.ts';
import { LyapunovExponents, singularValues } from '../../diagnostics/index.ts';
import { projectInput } from '../../kernels/project-input.ts';
import { type Cell, type CellWeights, stateWidths } from '../../models/cells/cell.ts';

/** Sequences that are looked at. */
export const watchedSequences = 4;
/** A layer with a wider state has too many singular values to be worth their time. */
const widestState = 256;
const measuredJacobians = 3;
const leadingExponents = 8;
const longestProduct = 200;
const gateSteps = 64;
/** Gates are told apart from what is added to the state. */
const gateNames = ['input', 'forget', 'output', 'reset', 'update'];

interface LayerRun {
  readonly cell: Cell;
  readonly weights: CellWeights;
  /** (time, sequences, input), the first step first however the layer runs. */
  readonly x: tf.Tensor3D;
  /** Each (sequences, hidden). */
  readonly initial: readonly tf.Tensor2D[];
}

/** The steps of one layer, run again one by one by the readable cell. Dispose it. */
export class LayerSteps {
  readonly #cell: Cell;
  readonly #weights: CellWeights;
  /** Values of each part of the state. */
  readonly #widths: readonly number[];
  /** (sequences, width): what of each step depends on the input alone. */
  readonly #projected: tf.Tensor2D[];
  /** Before each step and after the last. */
  readonly #states: tf.Tensor2D[][];

  constructor({ cell, weights, x, initial }: LayerRun) {
    this.#cell = cell;
    this.#weights = weights;
    this.#widths = stateWidths(cell, initial[0]!.shape[1]);
    const [time] = x.shape;
    const kept = tf.tidy(() => {
      const steps = tf.unstack(projectInput(cell, x, weights)) as tf.Tensor2D[];
      const states: tf.Tensor2D[][] = [initial.map((state) => tf.clone(state))];
      for (let t = 0; t < time; t++) states.push(cell.step(steps[t]!, states[t]!, weights));
      return { steps, states };
    }) as { steps: tf.Tensor2D[]; states: tf.Tensor2D[][] };
    this.#projected = kept.steps;
    this.#states = kept.states;
  }

  get time(): number {
    return this.#projected.length;
  }

  get #stateSize(): number {
    return this.#widths.reduce((sum, width) => sum + width, 0);
  }

  dispose(): void {
    tf.dispose([this.#projected, this.#states]);
  }

  /**
   * Norms of the gradient with respect to the state (all of its parts together) by lag.
   * @param slope of the loss with respect to the state after step `last`, each (sequences, hidden)
   */
  gradientByLag(slope: readonly tf.Tensor2D[], last: number): number[] {
    let adjoint = slope.map((part) => tf.clone(part));
    const norms = [normOf(adjoint)];
    for (let step = last; step >= 0; step--) {
      const before = this.#pullBack(this.#states[step]!, this.#projected[step]!, adjoint);
      tf.dispose(adjoint);
      adjoint = before;
      norms.push(normOf(adjoint));
    }
    tf.dispose(adjoint);
    return norms;
  }

  /** Singular values of the state's step, largest first, mean over some steps of one sequence. */
  singularValues(last: number): number[] {
    const size = this.#stateSize;
    if (size > widestState) return [];
    const sums = new Float64Array(size);
    const count = Math.min(measuredJacobians, last + 1);
    for (let index = 0; index < count; index++) {
      const step = Math.floor(((index + 1) * last) / count);
      const unit = Array.from({ length: size }, (_, row) => unitVector(size, row));
      const values = singularValues(this.#carry(step, unit));
      values.forEach((value, place) => {
        sums[place]! += value / count;
      });
    }
    return Array.from(sums);
  }

  /** Leading exponents of the steps up to `last`; of J and its transpose they are the same. */
  lyapunov(last: number): number[] {
    const size = this.#stateSize;
    const exponents = new LyapunovExponents(size, Math.min(leadingExponents, size));
    for (let step = last; step >= Math.max(0, last + 1 - longestProduct); step--) {
      exponents.add(this.#carry(step, exponents.directions));
    }
    return exponents.exponents;
  }

  /** How open the gates are, over all units, sequences and some steps; none of a normalised layer. */
  gates(): {
    readonly name: string;
    readonly low: number;
    readonly high: number;
    readonly mean: number;
  }[] {
    if (this.#weights.normalization) return [];
    const stride = Math.max(1, Math.floor(this.time / gateSteps));
    const counts = new Map<string, { low: number; high: number; sum: number; all: number }>();
    for (let step = 0; step < this.time; step += stride) {
      for (const [name, values] of this.#openness(step)) {
        const count = counts.get(name) ?? { low: 0, high: 0, sum: 0, all: 0 };
        counts.set(name, count);
        for (const value of values) {
          count.low += value < 0.1 ? 1 : 0;
          count.high += value > 0.9 ? 1 : 0;
          count.sum += value;
        }
        count.all += values.length;
      }
    }
    return [...counts].map(([name, { low, high, sum, all }]) => ({
      name,
      low: low / all,
      high: high / all,
      mean: sum / all,
    }));
  }

  /** Values of the gates in a step, in the cell's order. */
  #openness(
    step: number,
  ): (readonly [name: string, values: ArrayLike<number> & Iterable<number>])[] {
    const projected = this.#projected[step]!;
    const states = this.#states[step]!;
    return tf.tidy(() => {
      const open = this.#cell.openness?.(projected, states, this.#weights);
      const all = open ?? gatesOfSums(this.#cell, projected, states[0]!, this.#weights);
      return Object.entries(all)
        .filter(([name]) => gateNames.includes(name))
        .map(([name, values]) => [name, values.dataSync<'float32'>().slice()] as const);
    });
  }

  /**
   * Steps for which the mean keeping gate keeps: -1 / log of the share that stays; null for a cell
   * without one.
   */
  timeConstant(gates: ReturnType<LayerSteps['gates']>): number | null {
    const { keeping } = this.#cell;
    const mean = gates.find(({ name }) => name === keeping?.gate)?.mean;
    if (mean === undefined || keeping === null) return null;
    const share = keeping.tells === 'kept' ? mean : 1 - mean;
    return -1 / Math.log(Math.min(1 - 1e-6, Math.max(1e-6, share)));
  }

  /** Directions through the transposed Jacobian of a step of the first sequence. */
  #carry(step: number, directions: readonly ArrayLike<number>[]): Float64Array[] {
    const rows = directions.length;
    const size = this.#stateSize;
    const flat = tf.tidy(() => {
      const repeat = (one: tf.Tensor2D) =>
        tf.tile(tf.slice(one, [0, 0], [1, one.shape[1]]), [rows, 1]) as tf.Tensor2D;
      const values = Float32Array.from(directions.flatMap((direction) => Array.from(direction)));
      const all = tf.tensor2d(values, [rows, size]);
      const adjoint = tf.split(all, [...this.#widths], 1) as tf.Tensor2D[];
      const states = this.#states[step]!.map(repeat);
      const before = this.#pullBack(states, repeat(this.#projected[step]!), adjoint);
      return tf.concat2d(before, 1).dataSync<'float32'>().slice();
    });
    return directions.map((_, row) =>
      Float64Array.from(flat.subarray(row * size, (row + 1) * size)),
    );
  }

  /** Slopes with respect to the state before a step from those with respect to the state after. */
  #pullBack(
    states: readonly tf.Tensor2D[],
    projected: tf.Tensor2D,
    adjoint: readonly tf.Tensor2D[],
  ): tf.Tensor2D[] {
    return tf.tidy(() => {
      const product = (...before: tf.Tensor[]) =>
        this.#cell
          .step(projected, before as tf.Tensor2D[], this.#weights)
          .map((after, part) => tf.sum<tf.Scalar>(tf.mul(after, adjoint[part]!)))
          .reduce((sum, one) => tf.add(sum, one));
      return gradientsAt(product, states) as tf.Tensor2D[];
    });
  }
}

/** Sigmoids of x_t W_x + b + h_{t-1} W_h, by gate; none where no matrix reads the state. */
function gatesOfSums(
  { gates }: Cell,
  projected: tf.Tensor2D,
  h: tf.Tensor2D,
  { recurrentKernel, recurrentBias }: CellWeights,
): Readonly<Record<string, tf.Tensor2D>> {
  if (recurrentKernel === null) return {};
  const recurrent = tf.matMul(h, recurrentKernel);
  const biased = recurrentBias === null ? recurrent : tf.add(recurrent, recurrentBias);
  const open = tf.sigmoid(tf.add<tf.Tensor2D>(projected, biased));
  const parts = tf.split(open, gates.length, 1) as tf.Tensor2D[];
  return Object.fromEntries(gates.map((name, index) => [name, parts[index]!]));
}

function normOf(parts: readonly tf.Tensor2D[]): number {
  const squares = parts.map((part) =>
    part.dataSync<'float32'>().reduce((sum, value) => sum + value * value, 0),
  );
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
}

function unitVector(size: number, place: number): Float64Array {
  const vector = new Float64Array(size);
  vector[place] = 1;
  return vector;
}
