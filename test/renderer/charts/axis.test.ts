import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Domain,
  growDomain,
  growProgress,
  projector,
  roundLinear,
  roundLog,
  ticksOf,
  timeTicksOf,
  unprojector,
  wholeTicksOf,
} from '../../../renderer/charts/axis.ts';

const labels = (domain: Domain, scaling: 'linear' | 'log', count: number): string[] =>
  ticksOf(domain, scaling, count).map((tick) => tick.label);

describe('ticks', () => {
  it('are round on a linear axis, with the same number of decimals', () => {
    expect(labels({ min: 0, max: 1 }, 'linear', 5)).toEqual([
      '0.0',
      '0.2',
      '0.4',
      '0.6',
      '0.8',
      '1.0',
    ]);
    expect(labels({ min: 1.2, max: 4.4 }, 'linear', 4)).toEqual(['2', '3', '4']);
    expect(labels({ min: -2, max: 2 }, 'linear', 4)).toEqual(['−2', '−1', '0', '1', '2']);
    expect(labels({ min: 0, max: 50_000 }, 'linear', 5)).toEqual([
      '0',
      '10k',
      '20k',
      '30k',
      '40k',
      '50k',
    ]);
  });

  it('are 1, 2 and 5 or whole decades on a log axis', () => {
    expect(labels({ min: 1, max: 10 }, 'log', 4)).toEqual(['1', '2', '5', '10']);
    expect(labels({ min: 0.001, max: 1000 }, 'log', 7)).toEqual([
      '0.001',
      '0.01',
      '0.1',
      '1',
      '10',
      '100',
      '1,000',
    ]);
    expect(labels({ min: 1.4, max: 2.1 }, 'log', 8)).toEqual(['1.5', '2']);
  });

  it('of whole numbers never lie between two of them', () => {
    const whole = (max: number, count: number) =>
      wholeTicksOf({ min: 0, max }, 'linear', count).map((tick) => tick.label);
    expect(whole(20, 8)).toEqual(['0', '5', '10', '15', '20']);
    expect(whole(3, 8)).toEqual(['0', '1', '2', '3']);
    expect(whole(2000, 4)).toEqual(['0', '500', '1,000', '1,500', '2,000']);
    const logarithmic = wholeTicksOf({ min: 0.2, max: 100 }, 'log', 4);
    expect(logarithmic.map(({ value }) => value)).toEqual([1, 10, 100]);
  });

  it('stand at round moments on a time axis', () => {
    const texts = timeTicksOf({ min: 0, max: 900 }, 'linear', 4).map((tick) => tick.label);
    expect(texts).toEqual(['0 s', '5:00', '10:00', '15:00']);
  });

  it('are different numbers on an axis with hardly any between its ends', () => {
    const ticks = ticksOf({ min: 1e6, max: 1e6 + 2 ** -33 }, 'linear', 5);
    expect(ticks.length).toBeLessThanOrEqual(6);
    expect(new Set(ticks.map(({ value }) => value)).size).toBe(ticks.length);
  });

  it('never number more than a few above what was wished for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (start, length, count) => {
          const domain = roundLinear({ min: start, max: start + length });
          expect(ticksOf(domain, 'linear', count).length).toBeLessThanOrEqual(count + 1);
        },
      ),
    );
  });
});

describe('growDomain', () => {
  it('stays as it is while the data fits', () => {
    const current = { min: 0, max: 5 };
    expect(growDomain(current, { min: 1, max: 4.9 }, 'linear')).toBe(current);
  });

  it('grows to round bounds and holds both the old domain and the data', () => {
    expect(growDomain({ min: 1, max: 5 }, { min: 0.7, max: 4 }, 'linear')).toEqual({
      min: 0,
      max: 5,
    });
    const range = fc.tuple(
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('linear' as const, 'log' as const),
        (extents, scaling) => {
          let domain: Domain | undefined;
          for (const [a, b] of extents) {
            const extent = { min: Math.min(a, b), max: Math.max(a, b) };
            const next = growDomain(domain, extent, scaling);
            expect(next.min).toBeLessThanOrEqual(extent.min * (1 + 1e-9));
            expect(next.max).toBeGreaterThanOrEqual(extent.max * (1 - 1e-9));
            if (domain !== undefined) {
              expect(next.min).toBeLessThanOrEqual(domain.min * (1 + 1e-9));
              expect(next.max).toBeGreaterThanOrEqual(domain.max * (1 - 1e-9));
            }
            domain = next;
          }
        },
      ),
    );
  });

  it('changes rarely while a loss falls', () => {
    let domain: Domain | undefined;
    let changes = 0;
    for (let step = 0; step < 10_000; step++) {
      const loss = 1.5 + 2.7 * Math.exp(-step / 1500);
      const next = growDomain(domain, { min: loss, max: loss }, 'linear');
      if (next !== domain) changes++;
      domain = next;
    }
    expect(changes).toBeLessThanOrEqual(8);
  });

  it('gives room around a constant and a domain for no data', () => {
    const constant = growDomain(undefined, { min: 2, max: 2 }, 'linear');
    expect(constant.min).toBeLessThan(2);
    expect(constant.max).toBeGreaterThan(2);
    expect(growDomain(undefined, undefined, 'linear')).toEqual({ min: 0, max: 1 });
    expect(roundLog({ min: 3, max: 3 }).min).toBeLessThan(3);
  });
});

describe('growProgress', () => {
  it('moves the end in steps while training goes on', () => {
    let domain: Domain | undefined;
    const ends = new Set<number>();
    for (let step = 1; step <= 10_000; step++) {
      domain = growProgress(domain, step, 'linear');
      expect(domain.max).toBeGreaterThanOrEqual(step);
      ends.add(domain.max);
    }
    expect(ends.size).toBeLessThanOrEqual(45);
    expect(domain).toEqual({ min: 0, max: 10_000 });
  });
});

describe('projector', () => {
  it('is undone by unprojector', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        fc.constantFrom('linear' as const, 'log' as const),
        (value, scaling) => {
          const domain = { min: 0.01, max: 1000 };
          const pixel = projector(domain, scaling, 50, 400)(value);
          expect(unprojector(domain, scaling, 50, 400)(pixel)).toBeCloseTo(value, 6);
        },
      ),
    );
  });

  it('has no place for zero and below on a log axis', () => {
    const project = projector({ min: 1, max: 100 }, 'log', 0, 100);
    expect(project(10)).toBeCloseTo(50);
    expect(project(0)).toBeNaN();
    expect(project(-3)).toBeNaN();
  });
});
