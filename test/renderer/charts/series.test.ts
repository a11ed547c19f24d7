import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimate, nearestIndex } from '../../../renderer/charts/decimation.ts';
import { fitText, spreadLabels, textWidth } from '../../../renderer/charts/labels.ts';
import { LiveSeries } from '../../../renderer/charts/live-series.ts';
import { smooth } from '../../../renderer/charts/smoothing.ts';

const pointAt = (step: number, value: number) => ({
  step,
  seconds: step / 10,
  epoch: step / 100,
  metrics: { 'train/loss': value },
});

describe('LiveSeries', () => {
  it('takes new points, passes over known ones and other metrics', () => {
    const series = LiveSeries.empty(1, 'train/loss', 100);
    expect(series.append(pointAt(1, 4))).toBe(true);
    expect(series.append(pointAt(1, 9))).toBe(false);
    expect(series.append({ ...pointAt(2, 3), metrics: { lr: 1e-3 } })).toBe(false);
    expect(series.append(pointAt(3, 2))).toBe(true);
    expect(series.values).toEqual([4, 2]);
    expect(series.along('time')).toEqual([0.1, 0.3]);
    expect(series.along('epoch')).toEqual([0.01, 0.03]);
  });

  it('stays bounded over 100,000 points and loses neither spike nor last value', () => {
    const series = LiveSeries.empty(1, 'train/loss', 500);
    for (let step = 1; step <= 100_000; step++) {
      series.append(
        pointAt(step, step === 31_337 ? 77 : step === 40_000 ? -5 : 1 + (step % 7) / 10),
      );
    }
    expect(series.length).toBeLessThanOrEqual(1000);
    expect(series.length).toBeGreaterThan(400);
    expect(Math.max(...series.maxima)).toBe(77);
    expect(Math.min(...series.minima)).toBe(-5);
    expect(series.steps.at(-1)).toBe(100_000);
    // Every point stands for as many measurements: the newest part is as smooth as the oldest.
    const gaps = series.steps.slice(2).map((step, i) => step - series.steps[i + 1]!);
    expect(Math.max(...gaps.slice(0, -1))).toBeLessThanOrEqual(2 * Math.min(...gaps.slice(0, -1)));
    const mean = series.values.reduce((sum, value) => sum + value, 0) / series.length;
    expect(mean).toBeCloseTo(1.3, 1);
    expect([...series.steps].sort((a, b) => a - b)).toEqual(series.steps);
  });

  it('merges what is new as finely as the store merged what is old', () => {
    const steps = [4, 8, 12];
    const stored = {
      runId: 1,
      metric: 'train/loss',
      steps,
      seconds: steps,
      epochs: steps,
      values: [3, 3, 3],
      minima: [2, 2, 2],
      maxima: [4, 4, 4],
      total: 12,
    };
    const series = new LiveSeries(stored, 100);
    for (let step = 13; step <= 18; step++) series.append(pointAt(step, step));
    expect(series.steps).toEqual([4, 8, 12, 16, 18]);
    expect(series.values.slice(3)).toEqual([14.5, 17.5]);
    expect([series.minima[3], series.maxima[3]]).toEqual([13, 16]);
  });

  it('forgets what a resume made void', () => {
    const series = LiveSeries.empty(1, 'train/loss', 100);
    for (let step = 1; step <= 10; step++) series.append(pointAt(step, step));
    expect(series.voidAfter(6)).toBe(true);
    expect(series.steps.at(-1)).toBe(6);
    expect(series.voidAfter(6)).toBe(false);
    expect(series.append(pointAt(7, 1))).toBe(true);
  });
});

describe('smooth', () => {
  const xs = Array.from({ length: 1000 }, (_, i) => i);

  it('leaves constants and strength zero as they are', () => {
    expect(
      [
        ...smooth(
          xs,
          xs.map(() => 3),
          0.9,
          999,
        ),
      ].every((v) => Math.abs(v - 3) < 1e-12),
    ).toBe(true);
    expect([...smooth([0, 1, 2], [5, 1, 4], 0, 2)]).toEqual([5, 1, 4]);
  });

  it('starts at the first value and keeps gaps', () => {
    const result = smooth([0, 1, 2, 3], [5, Number.NaN, 1, 1], 0.9, 3);
    expect(result[0]).toBeCloseTo(5, 12);
    expect(result[1]).toBeNaN();
    expect(result[2]).toBeLessThan(5);
  });

  it('gives nearly the same curve for downsampled data', () => {
    const wave = xs.map((x) => Math.sin(x / 60) + x / 500);
    const fine = smooth(xs, wave, 0.9, 999);
    const every = xs.filter((x) => x % 5 === 0);
    const coarse = smooth(
      every,
      every.map((x) => wave[x]!),
      0.9,
      999,
    );
    for (let i = 20; i < every.length; i++)
      expect(Math.abs(coarse[i]! - fine[every[i]!]!)).toBeLessThan(0.08);
  });

  it('halves an impulse after 6.6 of 200 steps at strength 0.9', () => {
    const positions = [0, ...Array.from({ length: 100 }, (_, i) => 1000 + i)];
    const step = smooth(
      positions,
      positions.map((x) => (x < 1000 ? 0 : 1)),
      0.9,
      200,
    );
    // Closed form: after long history of zeros the average follows 1 - 0.9^n.
    expect(step.at(-1)).toBeCloseTo(1, 3);
    const history = smooth([...xs, 1000, 1006.5788], [...xs.map(() => 1), 0, 0], 0.9, 200);
    expect(history.at(-1)! / history.at(-2)!).toBeCloseTo(0.5, 3);
  });
});

describe('decimate', () => {
  it('keeps extremes, ends and gaps of every column', () => {
    const length = 100_000;
    const xs = Float64Array.from({ length }, (_, i) => (i / length) * 300);
    const ys = Float64Array.from({ length }, (_, i) => Math.sin(i));
    ys[50_000] = Number.NaN;
    ys[70_000] = 99;
    ys[70_001] = -99;
    const { xs: kept, ys: drawn } = decimate(xs, ys, 0, 300);
    expect(kept.length).toBeLessThanOrEqual(1205);
    expect(Math.max(...drawn.filter((y) => !Number.isNaN(y)))).toBe(99);
    expect(Math.min(...drawn.filter((y) => !Number.isNaN(y)))).toBe(-99);
    expect([...drawn].some(Number.isNaN)).toBe(true);
    expect([...kept]).toEqual([...kept].sort((a, b) => a - b));
  });

  it('drops what is out of view but the neighbours at the edges', () => {
    const xs = Float64Array.from({ length: 100 }, (_, i) => i);
    const { xs: kept } = decimate(xs, xs, 40, 50);
    expect([kept[0], kept.at(-1)]).toEqual([39, 51]);
  });
});

describe('nearestIndex', () => {
  it('agrees with a search through all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.boolean()), { maxLength: 40 }),
        fc.integer({ min: -10, max: 1010 }),
        (entries, value) => {
          const xs = [...new Set(entries.map(([x]) => x))].sort((a, b) => a - b);
          const ys = xs.map((_, i) => (entries[i]![1] ? Number.NaN : i));
          const index = nearestIndex(xs, ys, value);
          const present = xs.filter((_, i) => !Number.isNaN(ys[i]!));
          if (present.length === 0) expect(index).toBe(-1);
          else {
            const best = Math.min(...present.map((x) => Math.abs(x - value)));
            expect(Math.abs(xs[index]! - value)).toBe(best);
          }
        },
      ),
    );
  });
});

describe('spreadLabels', () => {
  it('leaves labels that do not collide where they are', () => {
    const labels = [
      { y: 20, height: 14 },
      { y: 60, height: 14 },
    ];
    expect(spreadLabels(labels, 0, 100)).toEqual([20, 60]);
  });

  it('centres a colliding pair on where it wants to be', () => {
    const labels = [
      { y: 50, height: 14 },
      { y: 52, height: 14 },
    ];
    expect(spreadLabels(labels, 0, 100)).toEqual([44, 58]);
  });

  it('never overlaps, never leaves the frame, keeps the order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { maxLength: 14 }),
        (ys) => {
          const placed = spreadLabels(
            ys.map((y) => ({ y, height: 14 })),
            0,
            200,
          )!;
          const order = ys.map((_, i) => i).sort((a, b) => ys[a]! - ys[b]! || a - b);
          for (let i = 0; i < order.length; i++) {
            const y = placed[order[i]!]!;
            expect(y).toBeGreaterThanOrEqual(7 - 1e-6);
            expect(y).toBeLessThanOrEqual(193 + 1e-6);
            if (i > 0) expect(y - placed[order[i - 1]!]!).toBeGreaterThanOrEqual(14 - 1e-6);
          }
        },
      ),
    );
  });

  it('says when they do not fit', () => {
    expect(
      spreadLabels(
        Array.from({ length: 20 }, () => ({ y: 0, height: 14 })),
        0,
        100,
      ),
    ).toBeUndefined();
  });
});

it('shortens a text until it fits', () => {
  expect(fitText('brave-otter-12', 11, 200)).toBe('brave-otter-12');
  const short = fitText('an-extraordinarily-long-run-name', 11, 60);
  expect(short.endsWith('…')).toBe(true);
  expect(textWidth(short, 11)).toBeLessThanOrEqual(60);
  expect(textWidth('训练', 11)).toBe(22);
});
