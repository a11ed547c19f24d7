import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** What covariance matrix adaptation has learned so far. */
export interface CmaState {
  readonly mean: Float64Array;
  /** Overall step. */
  readonly sigma: number;
  /** Covariance of the steps, row by row, without `sigma`. */
  readonly covariance: readonly Float64Array[];
  /** Evolution path of the step size. */
  readonly sigmaPath: Float64Array;
  /** Evolution path of the covariance. */
  readonly covariancePath: Float64Array;
  readonly generation: number;
}

/** Constants that follow from dimension and population size (Hansen 2016, arXiv:1604.00772, table 1). */
export interface CmaStrategy {
  readonly dimension: number;
  readonly population: number;
  /** For each rank; the worse half below 0. */
  readonly weights: Float64Array;
  readonly parents: number;
  readonly parentWeight: number;
  readonly rankOne: number;
  readonly rankMu: number;
  readonly covarianceDecay: number;
  readonly sigmaDecay: number;
  readonly sigmaDamping: number;
  /** Expected length of a standard normal vector. */
  readonly expectedLength: number;
}

export function defaultPopulation(dimension: number): number {
  return 4 + Math.floor(3 * Math.log(dimension));
}

export function cmaStrategy(dimension: number, population: number): CmaStrategy {
  const raw = Float64Array.from(
    { length: population },
    (_, rank) => Math.log((population + 1) / 2) - Math.log(rank + 1),
  );
  const parents = Math.floor(population / 2);
  const parentWeight = effective(raw.subarray(0, parents));
  const otherWeight = effective(raw.subarray(parents));
  const n = dimension;
  const rankOne = 2 / ((n + 1.3) ** 2 + parentWeight);
  const rankMu = Math.min(
    1 - rankOne - 1e-8,
    (2 * (parentWeight - 2 + 1 / parentWeight)) / ((n + 2) ** 2 + parentWeight),
  );
  const negative = Math.min(
    1 + rankOne / rankMu,
    1 + (2 * otherWeight) / (parentWeight + 2),
    (1 - rankOne - rankMu) / (n * rankMu),
  );
  const above = raw.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  const below = raw.reduce((sum, weight) => sum - Math.min(0, weight), 0);
  const sigmaDecay = (parentWeight + 2) / (n + parentWeight + 5);
  return {
    dimension,
    population,
    weights: raw.map((weight) => (weight >= 0 ? weight / above : (negative * weight) / below)),
    parents,
    parentWeight,
    rankOne,
    rankMu,
    covarianceDecay: (4 + parentWeight / n) / (n + 4 + (2 * parentWeight) / n),
    sigmaDecay,
    sigmaDamping: 1 + 2 * Math.max(0, Math.sqrt((parentWeight - 1) / (n + 1)) - 1) + sigmaDecay,
    expectedLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

function effective(weights: Float64Array): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const squares = weights.reduce((total, weight) => total + weight * weight, 0);
  return squares === 0 ? 0 : (sum * sum) / squares;
}

export function initialState(mean: Float64Array, sigma: number): CmaState {
  const { length } = mean;
  return {
    mean,
    sigma,
    covariance: Array.from({ length }, (_, i) =>
      Float64Array.from({ length }, (_, j) => (i === j ? 1 : 0)),
    ),
    sigmaPath: new Float64Array(length),
    covariancePath: new Float64Array(length),
    generation: 0,
  };
}

/** Principal axes of the covariance: `axes[k]` has the standard deviation `deviations[k]`. */
export interface PrincipalAxes {
  readonly axes: readonly Float64Array[];
  readonly deviations: Float64Array;
}

export function principalAxes({ covariance }: CmaState): PrincipalAxes {
  const matrix = new Matrix(covariance.map((row) => [...row]));
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const axes = realEigenvalues.map((_, k) => Float64Array.from(eigenvectorMatrix.getColumn(k)));
  // Rounding can push the smallest below 0.
  return {
    axes,
    deviations: Float64Array.from(realEigenvalues, (v) => Math.sqrt(Math.max(v, 1e-16))),
  };
}

/**
 * The state after a generation (active CMA-ES, Hansen 2016, equations 43 to 51).
 * @param points the generation's points from best to worst, `population` of them
 */
export function updated(
  state: CmaState,
  strategy: CmaStrategy,
  points: readonly Float64Array[],
): CmaState {
  const { mean, sigma } = state;
  const { weights, parents, parentWeight, sigmaDecay, expectedLength } = strategy;
  const steps = points.map((point) => point.map((x, i) => (x - mean[i]!) / sigma));
  const step = mean.map((_, i) => sumOver(parents, (rank) => weights[rank]! * steps[rank]![i]!));
  const axes = principalAxes(state);
  const generation = state.generation + 1;
  const gain = Math.sqrt(sigmaDecay * (2 - sigmaDecay) * parentWeight);
  const white = whitened(axes, step);
  const sigmaPath = state.sigmaPath.map((p, i) => (1 - sigmaDecay) * p + gain * white[i]!);
  const length = norm(sigmaPath);
  const grown = Math.exp((sigmaDecay / strategy.sigmaDamping) * (length / expectedLength - 1));
  const settled = length / Math.sqrt(1 - (1 - sigmaDecay) ** (2 * generation));
  // A path that is still too long would let the covariance grow too fast.
  const calm = settled < (1.4 + 2 / (mean.length + 1)) * expectedLength;
  const decay = strategy.covarianceDecay;
  const pathGain = calm ? Math.sqrt(decay * (2 - decay) * parentWeight) : 0;
  const covariancePath = state.covariancePath.map((p, i) => (1 - decay) * p + pathGain * step[i]!);
  return {
    mean: mean.map((m, i) => m + sigma * step[i]!),
    sigma: Math.min(sigma * grown, 1e32),
    covariance: updatedCovariance(state, strategy, { steps, axes, covariancePath, calm }),
    sigmaPath,
    covariancePath,
    generation,
  };
}

interface CovarianceStep {
  readonly steps: readonly Float64Array[];
  readonly axes: PrincipalAxes;
  readonly covariancePath: Float64Array;
  readonly calm: boolean;
}

function updatedCovariance(
  { covariance }: CmaState,
  { weights, rankOne, rankMu, covarianceDecay, dimension }: CmaStrategy,
  { steps, axes, covariancePath, calm }: CovarianceStep,
): Float64Array[] {
  const weighted = steps.map((step, rank) => {
    const weight = weights[rank]!;
    if (weight >= 0) return weight;
    // Long steps must not make the covariance negative.
    return (weight * dimension) / (norm(whitened(axes, step)) ** 2 + 1e-8);
  });
  const lost = calm ? 0 : rankOne * covarianceDecay * (2 - covarianceDecay);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kept = 1 + lost - rankOne - rankMu * total;
  return covariance.map((row, i) =>
    row.map((value, j) => {
      const one = rankOne * covariancePath[i]! * covariancePath[j]!;
      const mu = sumOver(steps.length, (k) => weighted[k]! * steps[k]![i]! * steps[k]![j]!);
      return kept * value + one + rankMu * mu;
    }),
  );
}

/** C^(-1/2) times a vector. */
function whitened({ axes, deviations }: PrincipalAxes, vector: Float64Array): Float64Array {
  const result = new Float64Array(vector.length);
  for (const [k, axis] of axes.entries()) {
    let along = 0;
    for (let i = 0; i < vector.length; i++) along += axis[i]! * vector[i]!;
    for (let i = 0; i < vector.length; i++) result[i]! += (axis[i]! * along) / deviations[k]!;
  }
  return result;
}

function sumOver(count: number, term: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += term(index);
  return sum;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
}
