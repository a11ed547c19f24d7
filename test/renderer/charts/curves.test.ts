import { describe, expect, it } from 'vitest';
import type { ChartTheme, LineMark } from '../../../renderer/charts/chart.ts';
import {
  type Curve,
  type CurveData,
  prepareCurves,
  readAt,
} from '../../../renderer/charts/curves/data.ts';
import { fitDomains, fitX, fitY } from '../../../renderer/charts/curves/domains.ts';
import { defaultCurveOptions } from '../../../renderer/charts/curves/index.ts';
import { crosshairKey } from '../../../renderer/charts/curves/keys.ts';
import { hasDirectLabels } from '../../../renderer/charts/curves/labels.ts';
import { curveScene, plotBox } from '../../../renderer/charts/curves/scene.ts';

const theme: ChartTheme = {
  text: '#111111',
  muted: '#777777',
  grid: '#dddddd',
  baseline: '#888888',
  background: '#ffffff',
  font: 'Inter',
};
const frame = { width: 600, height: 300, theme };

function curve(label: string, values: readonly number[], more: Partial<Curve> = {}): Curve {
  const xs = values.map((_, index) => index * 10);
  return {
    id: label,
    label,
    color: '#0072b2',
    pale: false,
    xs,
    values,
    minima: values,
    maxima: values,
    ...more,
  };
}

function dataOf(curves: readonly Curve[], more: Partial<CurveData> = {}): CurveData {
  return {
    curves,
    baselines: [],
    options: defaultCurveOptions,
    xLabel: 'step',
    yLabel: 'loss',
    shared: null,
    domains: null,
    ...more,
  };
}

const falling = Array.from({ length: 50 }, (_, i) => 1 + 3 * Math.exp(-i / 10));

describe('fitDomains', () => {
  it('holds the data and starts at step zero', () => {
    const { x, y } = fitDomains(dataOf([curve('a', falling)]));
    expect(x).toEqual({ min: 0, max: 490 });
    expect(y.min).toBeLessThanOrEqual(1.03);
    expect(y.max).toBeGreaterThanOrEqual(4);
  });

  it('keeps the strongest baseline in view but not the weak ones', () => {
    const baselines = [
      { label: 'seasonal', value: 0.4 },
      { label: 'last value', value: 40 },
    ];
    const { y } = fitDomains(dataOf([curve('a', falling)], { baselines }));
    expect(y.min).toBeLessThanOrEqual(0.4);
    expect(y.max).toBeLessThan(10);
  });

  it('fits y to what is visible after zooming along x', () => {
    const data = dataOf([curve('a', falling)]);
    const y = fitY(data, { min: 300, max: 490 });
    expect(y.max).toBeLessThan(1.5);
  });

  it('does not let a spike flatten a long curve', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i === 400 ? 1e6 : 1 + Math.sin(i)));
    expect(fitY(dataOf([curve('a', values)]), { min: 0, max: 10_000 }).max).toBe(1e6);
    const smoothed = { ...defaultCurveOptions, smoothing: 0.9 };
    const merged = curve(
      'a',
      values.map((v) => Math.min(v, 3)),
      { maxima: values },
    );
    expect(fitY(dataOf([merged], { options: smoothed }), { min: 0, max: 10_000 }).max).toBeLessThan(
      5,
    );
  });

  it('grows in steps while live and ends at the data when not', () => {
    const live = dataOf([curve('a', falling)], { options: { ...defaultCurveOptions, live: true } });
    expect(fitX(live).max).toBe(500);
    expect(fitX(live, { min: 0, max: 800 })).toEqual({ min: 0, max: 800 });
  });

  it('leaves values at or below zero out of a log axis', () => {
    const options = { ...defaultCurveOptions, yScaling: 'log' as const };
    const { y } = fitDomains(dataOf([curve('a', [-1, 0, 0.02, 5])], { options }));
    expect(y).toEqual({ min: 0.02, max: 5 });
  });
});

describe('curveScene', () => {
  it('labels the ends of the lines without overlap and paints validation last', () => {
    const near = ['train', 'val', 'other'].map((name, i) =>
      curve(
        name,
        falling.map((v) => v + i * 0.01),
        { pale: i === 0 },
      ),
    );
    const scene = curveScene(dataOf(near), frame);
    const labels = scene.texts.filter(({ text }) => ['train', 'val', 'other'].includes(text));
    expect(labels).toHaveLength(3);
    const ys = labels.map(({ y }) => y).sort((a, b) => a - b);
    expect(ys[1]! - ys[0]!).toBeGreaterThanOrEqual(13.9);
    expect(ys[2]! - ys[1]!).toBeGreaterThanOrEqual(13.9);
    const first = scene.marks[0] as LineMark;
    expect(first.opacity).toBeLessThan(1);
  });

  it('keeps the raw line as a shadow beneath the smoothed one', () => {
    const options = { ...defaultCurveOptions, smoothing: 0.9 };
    const lines = curveScene(dataOf([curve('a', falling)], { options }), frame).marks as LineMark[];
    expect(lines.map(({ opacity }) => opacity)).toEqual([0.22, 1]);
  });

  it('draws a band only where points were merged', () => {
    const merged = curve('a', falling, { maxima: falling.map((v) => v + 0.2) });
    expect(curveScene(dataOf([merged]), frame).marks[0]?.kind).toBe('area');
    expect(curveScene(dataOf([curve('a', falling)]), frame).marks.map(({ kind }) => kind)).toEqual([
      'line',
    ]);
  });

  it('labels a baseline on its own line, away from the curve', () => {
    const baselines = [{ label: 'yesterday repeated', value: 1.1 }];
    const scene = curveScene(dataOf([curve('a', falling)], { baselines }), frame);
    const line = scene.marks.find(
      (mark) => mark.kind === 'line' && mark.dash.length > 0,
    ) as LineMark;
    const label = scene.texts.find(({ text }) => text === 'yesterday repeated')!;
    expect(Math.abs(label.y - Number(line.ys[0]))).toBeLessThan(16);
    // The curve is near the baseline at the right end: the label goes elsewhere or to the free side.
    const covered = scene.marks.filter(
      (mark): mark is LineMark => mark.kind === 'line' && mark.dash.length === 0,
    );
    for (const { xs, ys } of covered) {
      for (let i = 0; i < xs.length; i++) {
        const inside = xs[i]! > label.x && xs[i]! < label.x + 100 && Math.abs(ys[i]! - label.y) < 6;
        expect(inside).toBe(false);
      }
    }
  });

  it('names no baseline across another one', () => {
    const baselines = [0.3, 0.34, 0.38, 0.42].map((value) => ({ label: `naive ${value}`, value }));
    const { marks, texts } = curveScene(dataOf([curve('a', falling)], { baselines }), frame);
    const levels = marks.flatMap((mark) =>
      mark.kind === 'line' && mark.dash.length > 0 ? [Number(mark.ys[0])] : [],
    );
    expect(levels).toHaveLength(4);
    const labels = texts.filter(({ text }) => text.startsWith('naive'));
    expect(labels.length).toBeGreaterThan(0);
    for (const { y } of labels) {
      const crossed = levels.filter((level) => Math.abs(level - y) < 6);
      expect(crossed).toEqual([]);
    }
  });

  it('has the same plot whatever the data, so that a live chart does not move', () => {
    const before = plotBox(dataOf([curve('train', [])]), frame);
    expect(
      plotBox(
        dataOf([
          curve(
            'train',
            falling.map((v) => v * 1e5),
          ),
        ]),
        frame,
      ),
    ).toEqual(before);
  });

  it('leaves the labels to a legend when there are too many', () => {
    const many = Array.from({ length: 30 }, (_, i) => curve(`run ${i}`, falling));
    expect(hasDirectLabels(dataOf(many), frame)).toBe(false);
    expect(
      curveScene(dataOf(many), frame).texts.filter(({ text }) => text.startsWith('run')),
    ).toEqual([]);
  });
});

describe('readAt', () => {
  it('gives of every curve the nearest point, and none of those that have ended', () => {
    const short = curve('short', [5, 4, 3]);
    const long = curve('long', falling);
    const x = { min: 0, max: 490 };
    const readings = readAt(prepareCurves(dataOf([short, long]), x), 302, 5);
    expect(readings.map(({ curve: { label }, x, value }) => [label, x, value])).toEqual([
      ['long', 300, falling[30]],
    ]);
    expect(readAt(prepareCurves(dataOf([short]), x), 12, 5)[0]).toMatchObject({
      x: 10,
      value: 4,
    });
  });
});

describe('crosshairKey', () => {
  const xs = [0, 10, 20, 30, 40];
  const domain = { min: 0, max: 30 };
  const press = (key: string, position: number | null, shiftKey = false) =>
    crosshairKey({ key, shiftKey }, position, domain, xs);

  it('walks from point to point and stops at the ends of what is visible', () => {
    expect(press('ArrowRight', null)).toBe(0);
    expect(press('ArrowLeft', null)).toBe(30);
    expect(press('ArrowRight', 10)).toBe(20);
    expect(press('ArrowLeft', 0)).toBe(0);
    expect(press('ArrowRight', 10, true)).toBe(30);
    expect(press('End', 10)).toBe(30);
    expect(press('Home', 10)).toBe(0);
  });

  it('takes the crosshair away, and leaves other keys alone', () => {
    expect(press('Escape', 10)).toBeNull();
    expect(press('a', 10)).toBeUndefined();
    expect(crosshairKey({ key: 'End', shiftKey: false }, null, domain, [])).toBeUndefined();
  });
});
