import { describe, expect, it } from 'vitest';
import { Random } from '../../src/search/numerics/random.ts';
import { forecastCurve } from '../../src/search/pruners/curve-forecast.ts';

/** Mean and standard deviation of the mixture. */
function summary(of: (step: number) => number, known: number, end: number, noise: number) {
  const steps = Array.from({ length: known }, (_, i) => i + 1);
  const { means, deviations, weights } = forecastCurve(steps, steps.map(of), end, noise);
  const mean = means.reduce((sum, value, i) => sum + weights[i]! * value, 0);
  const square = means.reduce(
    (sum, value, i) => sum + weights[i]! * ((value - mean) ** 2 + deviations[i]! ** 2),
    0,
  );
  return { mean, deviation: Math.sqrt(square) };
}

describe('the forecast of a learning curve', () => {
  it.each([
    ['a power law', (step: number) => 1 + 2 * step ** -0.5],
    ['an exponential', (step: number) => 0.5 + 3 * Math.exp(-0.2 * step)],
    ['a logarithm', (step: number) => 1 + 1 / Math.log(step + 3 + 1)],
  ])('finds the end of %s', (_, of) => {
    const { mean, deviation } = summary(of, 10, 40, 1e-3);
    expect(Math.abs(mean - of(40))).toBeLessThan(0.05);
    expect(Math.abs(mean - of(40))).toBeLessThan(2 * deviation);
  });

  it('holds the true end within two deviations nine times of ten, with noise', () => {
    let held = 0;
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(seed);
      const [floor, height, shape] = [
        random.uniform(),
        1 + random.uniform(),
        0.3 + random.uniform(),
      ];
      const of = (step: number) => floor + height * step ** -shape;
      const noisy = (step: number) => of(step) + 0.02 * random.normal();
      const { mean, deviation } = summary(noisy, 8, 27, 0.02);
      if (Math.abs(mean - of(27)) < 2 * deviation) held++;
    }
    expect(held).toBeGreaterThanOrEqual(54);
  });

  it('is unsure early and surer later', () => {
    const of = (step: number) => 1 + 2 * step ** -0.5;
    const early = summary(of, 4, 40, 0.02).deviation;
    const late = summary(of, 30, 40, 0.02).deviation;
    expect(late).toBeLessThan(early / 2);
  });

  it('does not extend a rise', () => {
    expect(summary((step) => step, 8, 40, 0.01).mean).toBeLessThan(9);
  });
});
