import { factorize, halfLogDeterminant, inverse, solve } from '../numerics/cholesky.ts';
import { minimize } from '../numerics/minimize.ts';

/** Observations: places of the unit cube with a standardised loss each. */
export interface GaussianProcessData {
  readonly points: readonly Float64Array[];
  readonly losses: Float64Array;
  /** Variance that an observation has beyond the common noise; 0 for one of the study's own. */
  readonly extraNoise: Float64Array;
  /** For each dimension, whether only equal or different matters (choices). */
  readonly categorical: readonly boolean[];
}

export interface KernelParameters {
  /** For each dimension, 1 / length scale²: how fast the loss changes along it. */
  readonly inverseSquares: Float64Array;
  readonly scale: number;
  readonly noise: number;
}

const smallestNoise = 1e-6;

/** Matérn 5/2 as a function of the squared scaled distance, and its derivative by it. */
function matern(square: number): number {
  const root = Math.sqrt(5 * square);
  return (1 + root + root * root * (1 / 3)) * Math.exp(-root);
}

function maternSlope(square: number): number {
  const root = Math.sqrt(5 * square);
  return (-5 / 6) * (1 + root) * Math.exp(-root);
}

/** Matérn 5/2 with a length scale for each dimension (Rasmussen and Williams 2006, chapters 2, 4 and 5). */
export class GaussianProcess {
  readonly #data: GaussianProcessData;
  readonly #parameters: KernelParameters;
  readonly #inverse: Float64Array;
  readonly #weights: Float64Array;

  constructor(data: GaussianProcessData, parameters: KernelParameters) {
    this.#data = data;
    this.#parameters = parameters;
    const size = data.points.length;
    const factor = factorWithJitter(data, parameters);
    this.#inverse = inverse(factor, size);
    this.#weights = solve(factor, size, data.losses);
  }

  get dimension(): number {
    return this.#data.categorical.length;
  }

  /**
   * Mean and variance of the loss at a place, without noise.
   * @param slopes filled, when given, with the derivatives of both by each coordinate (0 for choices)
   */
  predict(
    place: Float64Array,
    slopes?: { readonly mean: Float64Array; readonly variance: Float64Array },
  ): { readonly mean: number; readonly variance: number } {
    const { points, categorical } = this.#data;
    const { scale, inverseSquares } = this.#parameters;
    const size = points.length;
    const squares = new Float64Array(size);
    const kernel = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      squares[i] = distance(place, points[i]!, inverseSquares, categorical);
      kernel[i] = scale * matern(squares[i]!);
    }
    const projected = times(this.#inverse, kernel);
    let mean = 0;
    let explained = 0;
    for (let i = 0; i < size; i++) {
      mean += this.#weights[i]! * kernel[i]!;
      explained += projected[i]! * kernel[i]!;
    }
    if (slopes !== undefined) this.#fillSlopes(place, squares, projected, slopes);
    return { mean, variance: Math.max(scale - explained, 1e-12 * scale) };
  }

  #fillSlopes(
    place: Float64Array,
    squares: Float64Array,
    projected: Float64Array,
    slopes: { readonly mean: Float64Array; readonly variance: Float64Array },
  ): void {
    const { points, categorical } = this.#data;
    const { scale, inverseSquares } = this.#parameters;
    slopes.mean.fill(0);
    slopes.variance.fill(0);
    for (let i = 0; i < points.length; i++) {
      const point = points[i]!;
      const steep = 2 * scale * maternSlope(squares[i]!);
      for (let d = 0; d < place.length; d++) {
        if (categorical[d]) continue;
        const slope = steep * inverseSquares[d]! * (place[d]! - point[d]!);
        slopes.mean[d]! += this.#weights[i]! * slope;
        slopes.variance[d]! -= 2 * projected[i]! * slope;
      }
    }
  }
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0, k = i * size; j < size; j++, k++) sum += matrix[k]! * vector[j]!;
    result[i] = sum;
  }
  return result;
}

function distance(
  a: Float64Array,
  b: Float64Array,
  inverseSquares: Float64Array,
  categorical: readonly boolean[],
): number {
  let square = 0;
  for (let d = 0; d < a.length; d++) {
    const apart = a[d]! - b[d]!;
    if (categorical[d]) square += apart === 0 ? 0 : inverseSquares[d]!;
    else square += inverseSquares[d]! * apart * apart;
  }
  return square;
}

function covariance(
  { points, extraNoise, categorical }: GaussianProcessData,
  { inverseSquares, scale, noise }: KernelParameters,
): Float64Array {
  const size = points.length;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const square = distance(points[i]!, points[j]!, inverseSquares, categorical);
      matrix[i * size + j] = scale * matern(square);
    }
    matrix[i * size + i] = scale + noise + extraNoise[i]!;
  }
  return matrix;
}

/** Nearly equal points can make the matrix singular in doubles: a little more noise mends it. */
function factorWithJitter(data: GaussianProcessData, parameters: KernelParameters): Float64Array {
  for (let jitter = 0; ; jitter = Math.max(jitter * 10, 1e-8)) {
    const noise = parameters.noise + jitter;
    const factor = covariance(data, { ...parameters, noise });
    if (factorize(factor, data.points.length)) return factor;
  }
}

/**
 * Kernel parameters of the highest posterior density: marginal likelihood times priors, by L-BFGS in
 * their logarithms from two starts.
 *
 * Priors: length scales log-normal about 0.6 of a setting's range, most from a fifth to twice of it;
 * scale gamma(2, 1); noise gamma(1.1, 30), which favours small noise. Scales that
 * grow with the dimensions (Hvarfner et al. 2024) take ten settings for nearly linear before there
 * is data, and went for the corners: measured far worse (docs/search.md).
 */
export function fitKernel(data: GaussianProcessData): FittedKernel {
  const dimension = data.categorical.length;
  const target = (logs: Float64Array, gradient: Float64Array): number =>
    negativeLogPosterior(data, logs, gradient);
  const low = [...new Array<number>(dimension).fill(-9), -4, Math.log(smallestNoise)];
  const high = [...new Array<number>(dimension).fill(9), 4, 0];
  const candidates = [0.3 * Math.sqrt(dimension), 1.5 * Math.sqrt(dimension)].map((length) => {
    const start = [...new Array<number>(dimension).fill(-2 * Math.log(length)), 0, Math.log(1e-3)];
    return minimize(target, start, { low, high, iterations: 40, tolerance: 1e-3 });
  });
  const best = candidates.reduce((a, b) => (b.value < a.value ? b : a));
  return { kernel: fromLogs(best.point), logPosterior: -best.value };
}

export interface FittedKernel {
  readonly kernel: KernelParameters;
  /** Without constants. */
  readonly logPosterior: number;
}

function fromLogs(logs: Float64Array): KernelParameters {
  const dimension = logs.length - 2;
  return {
    inverseSquares: logs.slice(0, dimension).map(Math.exp),
    scale: Math.exp(logs[dimension]!),
    noise: Math.exp(logs[dimension + 1]!),
  };
}

/** Minus the log posterior density, without constants; with its gradient by the logarithms. */
export function negativeLogPosterior(
  data: GaussianProcessData,
  logs: Float64Array,
  gradient: Float64Array,
): number {
  const parameters = fromLogs(logs);
  const size = data.points.length;
  const factor = covariance(data, parameters);
  if (!factorize(factor, size)) return Infinity;
  const weights = solve(factor, size, data.losses);
  let fit = 0;
  for (let i = 0; i < size; i++) fit += weights[i]! * data.losses[i]!;
  fillLikelihoodSlopes(data, parameters, { inverse: inverse(factor, size), weights }, gradient);
  return 0.5 * fit + halfLogDeterminant(factor, size) + addPriors(logs, parameters, gradient);
}

function fillLikelihoodSlopes(
  { points, categorical }: GaussianProcessData,
  { inverseSquares, scale, noise }: KernelParameters,
  { inverse: inverted, weights }: { inverse: Float64Array; weights: Float64Array },
  gradient: Float64Array,
): void {
  const size = points.length;
  const dimension = inverseSquares.length;
  gradient.fill(0);
  let byScale = 0;
  let byNoise = 0;
  for (let i = 0; i < size; i++) {
    const a = points[i]!;
    for (let j = 0; j < i; j++) {
      const b = points[j]!;
      const square = distance(a, b, inverseSquares, categorical);
      const share = inverted[i * size + j]! - weights[i]! * weights[j]!;
      const root = Math.sqrt(5 * square);
      const decay = Math.exp(-root);
      // Kernel and slope as above, the exponential taken once.
      const kernel = (1 + root + root * root * (1 / 3)) * decay;
      byScale += 2 * share * scale * kernel;
      const slope = (-5 / 6) * (1 + root) * decay;
      const steep = share * scale * slope;
      for (let d = 0; d < dimension; d++) {
        const apart = categorical[d] ? Number(a[d] !== b[d]) : a[d]! - b[d]!;
        gradient[d]! += steep * inverseSquares[d]! * apart * apart;
      }
    }
    const share = inverted[i * size + i]! - weights[i]! * weights[i]!;
    byScale += share * scale;
    byNoise += share * noise;
  }
  gradient[dimension] = 0.5 * byScale;
  gradient[dimension + 1] = 0.5 * byNoise;
}

/** Of a length scale in parts of a setting's range: the median, and the deviation of its logarithm. */
const usualLength = 0.6;
const lengthDeviation = 0.8;

function addPriors(
  logs: Float64Array,
  { scale, noise }: KernelParameters,
  gradient: Float64Array,
): number {
  const dimension = logs.length - 2;
  const mean = -2 * Math.log(usualLength);
  const variance = (2 * lengthDeviation) ** 2;
  let sum = 0;
  for (let d = 0; d < dimension; d++) {
    const away = logs[d]! - mean;
    sum += (away * away) / (2 * variance);
    gradient[d]! += away / variance;
  }
  gradient[dimension]! += scale - 1;
  gradient[dimension + 1]! += 30 * noise - 0.1;
  return sum + scale - logs[dimension]! + 30 * noise - 0.1 * logs[dimension + 1]!;
}
