import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAxis, spreadLabels } from '../../src/comparison/axis.ts';
import { comparisonChart } from '../../src/comparison/comparison-chart.ts';
import { type MetricSeries, runColor } from '../../src/contract/index.ts';

function series(values: readonly number[], total = values.length): MetricSeries {
  return {
    runId: 1,
    metric: 'val/mse',
    steps: values.map((_, i) => (i + 1) * 100),
    seconds: values.map((_, i) => i),
    epochs: values.map((_, i) => i / 2),
    values: [...values],
    minima: values.map((value) => value - 0.01),
    maxima: values.map((value) => value + 0.01),
    total,
  };
}

const chart = {
  metric: 'val/mse',
  x: 'step',
  curves: [
    {
      run: { name: 'brave-otter-12', color: 0 },
      series: series([0.9, 0.5, 0.4, 0.38, 0.37, 0.365]),
    },
    {
      run: { name: 'calm <owl> & 3', color: 1 },
      series: series([0.8, 0.6, 0.5, 0.45, 0.42, 0.41]),
    },
  ],
  baselines: [
    { name: 'seasonal-24', label: 'Yesterday repeated', metrics: { 'val/mse': 0.424 } },
    { name: 'last-value', label: 'Last value repeated', metrics: { 'val/mse': 1.222 } },
    { name: 'mean', label: 'Without this metric', metrics: { 'val/mae': 0.5 } },
  ],
} as const;

describe('the comparison chart', () => {
  it('draws each run in its colour and labels it with its best value', () => {
    const svg = comparisonChart(chart);
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg.match(/<polyline/g)).toHaveLength(2);
    expect(svg).toContain(`stroke="${runColor(0, 'light')}"`);
    expect(svg).toContain('brave-otter-12  0.355');
    expect(svg).toContain('calm &lt;owl&gt; &amp; 3  0.4');
    expect(svg).toContain('Mean squared error (scaled), validation');
    expect(svg).toContain('>Step<');
  });

  it('draws the strongest baseline dashed and names one that is off the scale', () => {
    const svg = comparisonChart(chart);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
    expect(svg).toContain('>Yesterday repeated  0.424<');
    expect(svg).toContain('Outside the scale: Last value repeated 1.222');
    expect(svg).not.toContain('Without this metric');
  });

  it('shows the band of a curve whose points were merged', () => {
    const merged = { run: { name: 'a', color: 0 }, series: series([3, 2, 1, 1, 1, 1], 600) };
    expect(comparisonChart({ ...chart, curves: [merged] }).match(/<polygon/g)).toHaveLength(1);
    expect(comparisonChart(chart)).not.toContain('<polygon');
  });

  it.each([
    ['no curves', { ...chart, curves: [], baselines: [] }],
    [
      'an empty curve',
      { ...chart, curves: [{ run: { name: 'a', color: 0 }, series: series([]) }] },
    ],
    ['one point', { ...chart, curves: [{ run: { name: 'a', color: 0 }, series: series([0.5]) }] }],
    [
      'equal points',
      {
        ...chart,
        baselines: [],
        curves: [{ run: { name: 'a', color: 0 }, series: series([2, 2]) }],
      },
    ],
  ])('has finite numbers for %s', (_, input) => {
    expect(comparisonChart(input)).not.toMatch(/NaN|Infinity/);
  });
});

describe('an axis', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

  it('has few round ticks inside its range with labels that differ', () => {
    fc.assert(
      fc.property(value, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (low, spread) => {
        const axis = linearAxis(low, low + spread, 0, 100, 6);
        expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
        expect(axis.ticks.length).toBeLessThanOrEqual(8);
        for (const tick of axis.ticks) {
          expect(axis.place(tick)).toBeGreaterThanOrEqual(-0.01);
          expect(axis.place(tick)).toBeLessThanOrEqual(100.01);
        }
        expect(new Set(axis.labels).size).toBe(axis.ticks.length);
      }),
    );
  });

  it('moves ends apart that differ by rounding alone', () => {
    const axis = linearAxis(2, 2 + 2 * Number.EPSILON, 0, 100, 6);
    expect(axis.labels).toEqual(['2.0', '2.5', '3.0', '3.5', '4.0']);
  });

  it('writes plain labels', () => {
    expect(linearAxis(0, 6000, 0, 1, 6).labels).toEqual([
      '0',
      '1,000',
      '2,000',
      '3,000',
      '4,000',
      '5,000',
      '6,000',
    ]);
    expect(linearAxis(0.34, 0.46, 0, 1, 6).labels).toContain('0.36');
    expect(linearAxis(0, 1.25, 0, 1, 5).labels).toEqual([
      '0.00',
      '0.25',
      '0.50',
      '0.75',
      '1.00',
      '1.25',
    ]);
  });

  it('keeps labels apart, in order and in bounds', () => {
    const positions = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(positions, (wanted) => {
        const placed = spreadLabels(wanted, 17, 0, 400);
        const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
        order.slice(1).forEach((index, i) => {
          expect(placed[index]! - placed[order[i]!]!).toBeGreaterThanOrEqual(17 - 1e-9);
        });
        for (const position of placed) {
          expect(position).toBeGreaterThanOrEqual(-1e-9);
          expect(position).toBeLessThanOrEqual(400 + 1e-9);
        }
      }),
    );
  });
});
