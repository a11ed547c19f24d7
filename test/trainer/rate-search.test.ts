import { describe, expect, it } from 'vitest';
import { RampCurve, rampRate, suggestRates } from '../../src/trainer/rate-search.ts';

describe('the ramp of the learning rate', () => {
  it('rises by the same factor at every step', () => {
    const rates = Array.from({ length: 5 }, (_, step) => rampRate(step, 5, 1e-4, 1));
    for (const [step, rate] of rates.entries()) expect(rate).toBeCloseTo(10 ** (step - 4), 12);
  });

  it('suggests where the loss falls fastest, and a tenth of where it is lowest', () => {
    const rates = Array.from({ length: 201 }, (_, step) => rampRate(step, 201, 1e-6, 1));
    // Falls like a logistic function of log10 lr around 1e-3, rises after 1e-1.
    const losses = rates.map((rate) => {
      const x = Math.log10(rate);
      return 3 - 2 / (1 + Math.exp(-4 * (x + 3))) + (x > -1 ? 5 * (x + 1) ** 2 : 0);
    });
    const { steepest, tenthOfMinimum } = suggestRates(rates, losses);
    expect(Math.log10(steepest!)).toBeCloseTo(-3, 1);
    expect(Math.log10(tenthOfMinimum!)).toBeGreaterThan(-2.2);
    expect(Math.log10(tenthOfMinimum!)).toBeLessThan(-1.9);
  });

  it('suggests nothing where the loss only rises', () => {
    const rates = Array.from({ length: 50 }, (_, step) => rampRate(step, 50, 1e-4, 1));
    const found = suggestRates(rates, rates);
    expect(found).toEqual({ steepest: null, tenthOfMinimum: null });
  });

  it('smooths without a bias towards zero, and ends when the loss runs away or is no number', () => {
    const curve = new RampCurve();
    for (let step = 0; step < 40; step++) expect(curve.add(0.1 + step, 2)).toBe(false);
    const { smoothed } = curve.result(false);
    for (const value of smoothed) expect(value).toBeCloseTo(2, 12);
    expect(curve.add(50, Number.NaN)).toBe(true);
    expect(curve.result(true).rates.length).toBe(40);
    let ended = false;
    for (let step = 0; step < 100 && !ended; step++) ended = curve.add(60 + step, 100);
    expect(ended).toBe(true);
  });
});
