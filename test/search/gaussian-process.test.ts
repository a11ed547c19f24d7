import { describe, expect, it } from 'vitest';
import { factorize, inverse, solve } from '../../src/search/numerics/cholesky.ts';
import { minimize } from '../../src/search/numerics/minimize.ts';
import {
  fitKernel,
  GaussianProcess,
  negativeLogPosterior,
} from '../../src/search/samplers/gaussian-process.ts';
import { warpedLosses } from '../../src/search/samplers/warping.ts';
import fixture from './fixtures/gaussian-process.json';

describe.each(fixture)('a Gaussian process in $inverseSquares.length dimensions', (wanted) => {
  const dimension = wanted.inverseSquares.length;
  const data = {
    points: wanted.points.map((point) => Float64Array.from(point)),
    losses: Float64Array.from(wanted.losses),
    extraNoise: new Float64Array(wanted.points.length),
    categorical: wanted.inverseSquares.map(() => false),
  };
  const kernel = {
    inverseSquares: Float64Array.from(wanted.inverseSquares),
    scale: wanted.scale,
    noise: wanted.noise,
  };
  const logs = Float64Array.from([...wanted.inverseSquares, wanted.scale, wanted.noise], Math.log);

  /** What the priors add, so that likelihood and priors can be checked each by itself. */
  function prior(at: Float64Array): number {
    // Log inverse squares: twice the deviation of log lengths, 0.8, about 0.6.
    const mean = -2 * Math.log(0.6);
    const lengths = at
      .slice(0, dimension)
      .reduce((sum, log) => sum + (log - mean) ** 2 / (2 * 1.6 ** 2), 0);
    const [scale, noise] = [at[dimension]!, at[dimension + 1]!];
    return lengths + Math.exp(scale) - scale + 30 * Math.exp(noise) - 0.1 * noise;
  }

  it("has scikit-learn's likelihood, slopes and predictions", () => {
    const gradient = new Float64Array(logs.length);
    const found = negativeLogPosterior(data, logs, gradient);
    // It adds 1e-10 to the diagonal, which shows in the eighth digit.
    expect(found - prior(logs)).toBeCloseTo(-wanted.logLikelihood, 6);
    const [byScale, ...others] = wanted.slopes;
    // By log length there, by log of its inverse square here: a factor of -2.
    const likelihood = [
      ...others.slice(0, dimension).map((slope) => slope / 2),
      -byScale!,
      -others[dimension]!,
    ];
    for (const [index, slope] of likelihood.entries()) {
      const step = 1e-5;
      const shifted = (by: number) => logs.map((log, i) => (i === index ? log + by : log));
      const priorSlope = (prior(shifted(step)) - prior(shifted(-step))) / (2 * step);
      expect(gradient[index]! - priorSlope).toBeCloseTo(slope, 6);
    }
    const process = new GaussianProcess(data, kernel);
    for (const [index, place] of wanted.places.entries()) {
      const { mean, variance } = process.predict(Float64Array.from(place));
      expect(mean).toBeCloseTo(wanted.mean[index]!, 6);
      expect(variance).toBeCloseTo(wanted.variance[index]!, 6);
    }
  });

  it('knows the slopes of its predictions', () => {
    const process = new GaussianProcess(data, kernel);
    for (const place of wanted.places) {
      const slopes = { mean: new Float64Array(dimension), variance: new Float64Array(dimension) };
      process.predict(Float64Array.from(place), slopes);
      for (let d = 0; d < dimension; d++) {
        const at = (by: number) =>
          process.predict(Float64Array.from(place, (x, i) => (i === d ? x + by : x)));
        const [above, below] = [at(1e-5), at(-1e-5)];
        expect((above.mean - below.mean) / 2e-5).toBeCloseTo(slopes.mean[d]!, 4);
        expect((above.variance - below.variance) / 2e-5).toBeCloseTo(slopes.variance[d]!, 4);
      }
    }
  });

  it('finds kernel parameters no worse than those that made the data', () => {
    const fitted = fitKernel(data).kernel;
    const found = Float64Array.from(
      [...fitted.inverseSquares, fitted.scale, fitted.noise],
      Math.log,
    );
    const value = (at: Float64Array) => negativeLogPosterior(data, at, new Float64Array(at.length));
    expect(value(found)).toBeLessThanOrEqual(value(logs));
  });
});

it('Cholesky factors solve and invert', () => {
  const matrix = Float64Array.of(4, 2, 1, 2, 5, 3, 1, 3, 6);
  const factor = Float64Array.from(matrix);
  expect(factorize(factor, 3)).toBe(true);
  const solution = solve(factor, 3, Float64Array.of(1, 2, 3));
  const inverted = inverse(factor, 3);
  for (let i = 0; i < 3; i++) {
    const row = [0, 1, 2].map((j) => matrix[i * 3 + j]!);
    expect(row.reduce((sum, x, j) => sum + x * solution[j]!, 0)).toBeCloseTo(i + 1, 12);
    for (let k = 0; k < 3; k++) {
      const product = row.reduce((sum, x, j) => sum + x * inverted[j * 3 + k]!, 0);
      expect(product).toBeCloseTo(i === k ? 1 : 0, 12);
    }
  }
  expect(factorize(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
});

it('a minimum within a box is found, at its edge too', () => {
  const valley = (point: Float64Array, gradient: Float64Array): number => {
    const [x, y] = [point[0]!, point[1]!];
    gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
    gradient[1] = 200 * (y - x * x);
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
  };
  const options = { low: [-2, -2], high: [2, 2], iterations: 200, tolerance: 1e-8 };
  expect([...minimize(valley, [-1.2, 1], options).point]).toEqual([
    expect.closeTo(1, 5),
    expect.closeTo(1, 5),
  ]);
  const edge = minimize(valley, [-1.2, 1], { ...options, high: [0.5, 2] });
  expect([...edge.point]).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.25, 4)]);
});

it('warping keeps the order, and tames losses that span decades', () => {
  const losses = Array.from({ length: 50 }, (_, i) => Math.exp(i / 4));
  const warped = warpedLosses(losses, 1).losses;
  expect([...warped]).toEqual([...warped].sort((a, b) => a - b));
  expect(Math.max(...warped)).toBeLessThan(3);
  expect([...warpedLosses([1, 1, 1, 1, 1], null).losses]).toEqual([0, 0, 0, 0, 0]);
});
