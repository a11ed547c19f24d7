import { numberOf, type Settings, textOf } from '../../contract/index.ts';
import type { RawExample } from './raw-examples.ts';

/** Channels that hardly vary are left as they are instead of being blown up. */
const leastDeviation = 1e-6;

type Normalization = 'global' | 'sequence' | 'none';

export interface Scale {
  readonly means: Float64Array;
  readonly factors: Float64Array;
}

/** Numbers to the scale that the network reads; missing ones become the mean. */
export class InputScale {
  readonly width: number;
  readonly #normalization: Normalization;
  readonly #longest: number;
  readonly #scale: Scale;

  /** Fitted on the training part where the settings want one scale for all. */
  constructor(width: number, training: readonly RawExample[], settings: Settings) {
    this.width = width;
    this.#normalization = textOf(settings, 'input_normalization') as Normalization;
    this.#longest = numberOf(settings, 'max_length') || Number.MAX_SAFE_INTEGER;
    const values = training.map(({ input }) =>
      this.#cut(input.kind === 'numbers' ? input.values : empty),
    );
    this.#scale = this.#normalization === 'global' ? scaleOf(values, width) : unscaled(width);
  }

  /** What is subtracted from each channel and multiplied with it; null where each sequence has its own. */
  get fixed(): Scale | null {
    return this.#normalization === 'sequence' ? null : this.#scale;
  }

  /** @param values (steps, width) @returns the same or fewer steps */
  apply(values: Float32Array): Float32Array {
    const own = this.#cut(values);
    const { width } = this;
    const { means, factors } =
      this.#normalization === 'sequence' ? scaleOf([own], width) : this.#scale;
    return own.map((value, at) => {
      const scaled = (value - means[at % width]!) * factors[at % width]!;
      return Number.isFinite(scaled) ? scaled : 0;
    });
  }

  #cut(values: Float32Array): Float32Array {
    return values.length > this.#longest * this.width
      ? values.subarray(0, this.#longest * this.width)
      : values;
  }
}

const empty = new Float32Array(0);

function unscaled(width: number): Scale {
  return { means: new Float64Array(width), factors: new Float64Array(width).fill(1) };
}

function scaleOf(sequences: readonly Float32Array[], width: number): Scale {
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  const counts = new Float64Array(width);
  for (const values of sequences) {
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      if (Number.isNaN(value)) continue;
      const channel = at % width;
      sums[channel]! += value;
      squares[channel]! += value * value;
      counts[channel]! += 1;
    }
  }
  const means = sums.map((sum, channel) => sum / Math.max(1, counts[channel]!));
  const factors = squares.map((square, channel) => {
    const variance = square / Math.max(1, counts[channel]!) - means[channel]! ** 2;
    const deviation = Math.sqrt(Math.max(0, variance));
    return deviation > leastDeviation ? 1 / deviation : 1;
  });
  return { means, factors };
}
