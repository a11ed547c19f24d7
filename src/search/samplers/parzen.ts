import { normalBetween } from '../numerics/normal.ts';
import type { Random } from '../numerics/random.ts';
import { cardinality, cellOf, type Parameter } from '../space/parameter.ts';

const rootOfTwoPi = Math.sqrt(2 * Math.PI);

/** An observed point: a place of the unit interval for each parameter, and perhaps for others. */
export interface Observation {
  readonly units: Float64Array;
  readonly weight: number;
}

/**
 * A density over some parameters: a mixture of one product kernel for each observation and one prior
 * kernel as wide as the space. Numbers have normal kernels truncated to the unit interval (for
 * finitely many values the mass of each value's cell), choices a table.
 *
 * Bandwidths: the larger distance to the neighbouring observations, between 1 / min(100, kernels)
 * of the range and all of it (Bergstra et al. 2011; "magic clipping" of Hyperopt).
 */
export class ParzenEstimator {
  readonly #weights: Float64Array;
  readonly #logWeights: Float64Array;
  /** For each parameter, for each kernel. */
  readonly #axes: readonly Axis[];

  /** @param columns where each parameter's place lies in an observation */
  constructor(
    parameters: readonly Parameter[],
    observations: readonly Observation[],
    columns: readonly number[],
  ) {
    const total = observations.reduce((sum, { weight }) => sum + weight, 1);
    const count = observations.length;
    this.#weights = new Float64Array(count + 1);
    for (let i = 0; i < count; i++) this.#weights[i] = observations[i]!.weight / total;
    this.#weights[count] = 1 / total;
    this.#logWeights = this.#weights.map(Math.log);
    this.#axes = parameters.map((parameter, index) => {
      const column = columns[index]!;
      const places = new Float64Array(count);
      for (let i = 0; i < count; i++) places[i] = observations[i]!.units[column]!;
      return parameter.type === 'categorical'
        ? new ChoiceAxis(places, parameter.choices.length)
        : new NumberAxis(parameter, places);
    });
  }

  sample(random: Random): Float64Array {
    const kernel = random.weighted(this.#weights);
    return Float64Array.from(this.#axes, (axis) => axis.sample(kernel, random));
  }

  logDensity(units: Float64Array): number {
    const logs = this.#logWeights.slice();
    for (const [index, axis] of this.#axes.entries()) axis.addLogs(units[index]!, logs);
    let highest = -Infinity;
    for (const log of logs) if (log > highest) highest = log;
    let sum = 0;
    for (const log of logs) sum += Math.exp(log - highest);
    return highest + Math.log(sum);
  }
}

interface Axis {
  sample(kernel: number, random: Random): number;
  /** Adds the logarithm of each kernel's density at a place. */
  addLogs(place: number, logs: Float64Array): void;
}

class NumberAxis implements Axis {
  readonly #parameter: Parameter;
  readonly #centers: Float64Array;
  readonly #widths: Float64Array;
  readonly #inverseWidths: Float64Array;
  /** Logarithm of what makes each kernel's density integrate to 1 within the interval. */
  readonly #logScales: Float64Array;
  readonly #continuous: boolean;

  constructor(parameter: Parameter, places: Float64Array) {
    this.#parameter = parameter;
    this.#centers = extended(places, 0.5);
    this.#widths = extended(bandwidths(places), 1);
    this.#continuous = !Number.isFinite(cardinality(parameter));
    const kernels = this.#centers.length;
    this.#inverseWidths = new Float64Array(kernels);
    this.#logScales = new Float64Array(kernels);
    for (let kernel = 0; kernel < kernels; kernel++) {
      const width = this.#widths[kernel]!;
      const mass = massWithin(this.#centers[kernel]!, width);
      this.#inverseWidths[kernel] = 1 / width;
      this.#logScales[kernel] = -Math.log(this.#continuous ? mass * width * rootOfTwoPi : mass);
    }
  }

  sample(kernel: number, random: Random): number {
    const center = this.#centers[kernel]!;
    const width = this.#widths[kernel]!;
    for (;;) {
      const place = center + width * random.normal();
      // A kernel's center lies within and its width is at most 1: a third or more is kept.
      if (place >= 0 && place <= 1) return place;
    }
  }

  addLogs(place: number, logs: Float64Array): void {
    const centers = this.#centers;
    const inverseWidths = this.#inverseWidths;
    const scales = this.#logScales;
    if (this.#continuous) {
      for (let kernel = 0; kernel < logs.length; kernel++) {
        const z = (place - centers[kernel]!) * inverseWidths[kernel]!;
        logs[kernel]! += scales[kernel]! - 0.5 * z * z;
      }
      return;
    }
    const [low, high] = cellOf(this.#parameter, place);
    for (let kernel = 0; kernel < logs.length; kernel++) {
      const center = centers[kernel]!;
      const scale = inverseWidths[kernel]!;
      logs[kernel]! += scales[kernel]! + logMass((low - center) * scale, (high - center) * scale);
    }
  }
}

/** Logarithm of the standard normal mass between two places; `high` lies above `low`. */
function logMass(low: number, high: number): number {
  if (low < -far && high > far) return 0;
  const share = high - low;
  const middle = (low + high) / 2;
  if (share < flat) return Math.log(share / rootOfTwoPi) - 0.5 * middle * middle;
  // The nearer edge says it all: the tail beyond it, by its leading term.
  const edge = low > 0 ? low : -high;
  if (edge > far) return -0.5 * edge * edge - Math.log(edge * rootOfTwoPi);
  return Math.log(normalBetween(low, high));
}

/** Deviations that leave out a billionth. */
const far = 6;

/** A cell narrower than this part of a kernel's width has the density of its middle, within 1 %. */
const flat = 0.5;

function extended(values: Float64Array, last: number): Float64Array {
  const all = new Float64Array(values.length + 1);
  all.set(values);
  all[values.length] = last;
  return all;
}

/** The part of a normal kernel within the unit interval. */
function massWithin(center: number, width: number): number {
  const room = Math.min(center, 1 - center);
  return room > far * width ? 1 : normalBetween(-center / width, (1 - center) / width);
}

/** Indices by ascending place: sorted as plain numbers, the index in the last digits, since that is fast. */
function ascending(places: Float64Array): Float64Array {
  const room = 2 ** 20;
  const keys = new Float64Array(places.length);
  for (let i = 0; i < keys.length; i++) keys[i] = Math.round(places[i]! * 2 ** 32) * room + i;
  keys.sort();
  for (let i = 0; i < keys.length; i++) keys[i]! %= room;
  return keys;
}

/** Each observation's distance to its farther neighbour; at the ends of the list to its only one. */
function bandwidths(places: Float64Array): Float64Array {
  const order = ascending(places);
  const widths = new Float64Array(places.length);
  const narrowest = 1 / Math.min(100, places.length + 2);
  for (let position = 0; position < order.length; position++) {
    const index = order[position]!;
    const place = places[index]!;
    const below = order[position - 1];
    const above = order[position + 1];
    // One observation alone has only the ends of the interval to go by.
    const left = below === undefined ? (places.length > 1 ? 0 : place) : place - places[below]!;
    const right =
      above === undefined ? (places.length > 1 ? 0 : 1 - place) : places[above]! - place;
    widths[index] = Math.min(Math.max(left, right, narrowest), 1);
  }
  return widths;
}

class ChoiceAxis implements Axis {
  readonly #count: number;
  /** The observed choice of each kernel; -1 for the prior. */
  readonly #chosen: Int32Array;
  readonly #logOther: number;
  readonly #logChosen: number;

  constructor(places: Float64Array, count: number) {
    const kernels = places.length + 1;
    this.#count = count;
    this.#chosen = new Int32Array(kernels).fill(-1);
    for (let i = 0; i < places.length; i++) this.#chosen[i] = Math.floor(places[i]! * count);
    // A kernel holds one observation and an even share of one more that is spread over all kernels.
    const total = 1 + count / kernels;
    this.#logOther = Math.log(1 / kernels / total);
    this.#logChosen = Math.log((1 + 1 / kernels) / total);
  }

  sample(kernel: number, random: Random): number {
    const chosen = this.#chosen[kernel]!;
    const weights = Array.from({ length: this.#count }, (_, choice) =>
      Math.exp(this.#logAt(kernel, choice)),
    );
    const choice = chosen === -1 ? random.integer(this.#count) : random.weighted(weights);
    return (choice + 0.5) / this.#count;
  }

  addLogs(place: number, logs: Float64Array): void {
    const choice = Math.floor(place * this.#count);
    const last = logs.length - 1;
    for (let kernel = 0; kernel < last; kernel++) {
      logs[kernel]! += this.#chosen[kernel] === choice ? this.#logChosen : this.#logOther;
    }
    logs[last]! += this.#logAt(last, choice);
  }

  #logAt(kernel: number, choice: number): number {
    const chosen = this.#chosen[kernel]!;
    if (chosen === -1) return -Math.log(this.#count);
    return chosen === choice ? this.#logChosen : this.#logOther;
  }
}
