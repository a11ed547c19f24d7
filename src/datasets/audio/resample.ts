/** Zero crossings of the sinc on each side: the filter's length, and so its steepness. */
const zeroCrossings = 32;
/** Of the Kaiser window: side lobes below -90 dB. */
const beta = 9;
/** The pass band ends here, as a share of the lower of the two Nyquist frequencies. */
const passBand = 0.945;
/** Coefficients of a phase are kept up to this many phases. */
const mostKeptPhases = 4096;

/**
 * Changes the sampling rate by band-limited interpolation: a polyphase filter of windowed sincs
 * (Smith, "Digital Audio Resampling"), which also keeps what the new rate cannot hold from folding
 * back. Sound outside the recording is silence.
 *
 * @param from, to samples a second, whole numbers
 * @returns ceil(length * to / from) samples
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const divisor = greatestCommonDivisor(from, to);
  const up = to / divisor;
  const down = from / divisor;
  const filter = new PolyphaseFilter(up, Math.min(1, to / from) * passBand);
  const length = Math.ceil((samples.length * to) / from);
  const result = new Float32Array(length);
  for (let at = 0; at < length; at++) {
    const position = at * down;
    result[at] = filter.apply(samples, Math.floor(position / up), position % up);
  }
  return result;
}

class PolyphaseFilter {
  readonly #phases: number;
  readonly #cutoff: number;
  /** Input samples on each side. */
  readonly #reach: number;
  readonly #kept = new Map<number, Float64Array>();

  /** @param cutoff share of the input's Nyquist frequency that passes, in (0, 1] */
  constructor(phases: number, cutoff: number) {
    this.#phases = phases;
    this.#cutoff = cutoff;
    this.#reach = Math.ceil(zeroCrossings / cutoff);
  }

  /** Value between `samples[at]` and the next one, `phase / phases` of the way. */
  apply(samples: Float32Array, at: number, phase: number): number {
    const coefficients = this.#coefficients(phase);
    const first = at - this.#reach + 1;
    const from = Math.max(0, -first);
    const to = Math.min(coefficients.length, samples.length - first);
    let sum = 0;
    for (let tap = from; tap < to; tap++) sum += coefficients[tap]! * samples[first + tap]!;
    return sum;
  }

  #coefficients(phase: number): Float64Array {
    const kept = this.#kept.get(phase);
    if (kept !== undefined) return kept;
    const reach = this.#reach;
    const coefficients = new Float64Array(2 * reach);
    for (let tap = 0; tap < coefficients.length; tap++) {
      const distance = tap - reach + 1 - phase / this.#phases;
      const window = kaiser(distance / reach);
      coefficients[tap] = this.#cutoff * sinc(distance * this.#cutoff) * window;
    }
    if (this.#kept.size < mostKeptPhases) this.#kept.set(phase, coefficients);
    return coefficients;
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Kaiser's window at x in [-1, 1]; 0 outside. */
function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
