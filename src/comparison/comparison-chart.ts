import {
  type Baseline,
  describeMetric,
  isBetter,
  type MetricSeries,
  type Run,
  runColor,
} from '../contract/index.ts';
import { type Axis, linearAxis, spreadLabels } from './axis.ts';
import { element, polyline, text } from './svg.ts';

export interface ComparisonChart {
  /** The metric on the upright axis: `val/mse`. */
  readonly metric: string;
  readonly x: 'step' | 'seconds' | 'epoch';
  readonly curves: readonly {
    readonly run: Pick<Run, 'name' | 'color'>;
    readonly series: MetricSeries;
  }[];
  readonly baselines: readonly Baseline[];
  readonly title?: string;
}

/** Width and height in pixels; the plot's edges inside. */
const size = { width: 960, height: 540 };
const plot = { left: 76, right: 740, top: 64, bottom: 470 };
const ink = '#1f2328';
const faint = '#6b7280';
const grid = '#e5e7eb';
const lineHeight = 17;

const axisNames = { step: 'Step', seconds: 'Training time (s)', epoch: 'Epoch' } as const;
const axisValues = { step: 'steps', seconds: 'seconds', epoch: 'epochs' } as const;

interface Rule {
  readonly label: string;
  readonly value: number;
}

/**
 * Draws validation curves of several runs over each other as an SVG document on a light background,
 * each labelled at its end, with the naive baselines as dashed grey lines.
 *
 * The scale follows what the runs reached and the strongest baseline; first values and baselines far
 * outside of it are cut off, and a line below the plot names those baselines.
 */
export function comparisonChart(chart: ComparisonChart): string {
  const curves = chart.curves.filter(({ series }) => series.values.length > 0);
  const rules = chart.baselines.flatMap(({ label, metrics }): Rule[] => {
    const value = metrics[chart.metric];
    return value === undefined ? [] : [{ label, value }];
  });
  const [low, high] = range(curves, rules, chart.metric);
  const farthest = Math.max(0, ...curves.map(({ series }) => series[axisValues[chart.x]].at(-1)!));
  const x = linearAxis(0, farthest, plot.left, plot.right, 6);
  const y = linearAxis(low, high, plot.bottom, plot.top, 6);
  const inside = rules.filter(({ value }) => value >= low && value <= high);
  const outside = rules.filter((rule) => !inside.includes(rule));
  const parts = [
    element('rect', { width: size.width, height: size.height, fill: '#ffffff' }),
    heading(chart),
    axes(x, y, chart),
    element('g', { 'clip-path': 'url(#plot)' }, [
      ...inside.map(({ value }) => ruleLine(y.place(value))),
      ...curves.map(({ run, series }) => curve(series, run.color, chart.x, x, y)),
    ]),
    endLabels(curves, inside, y, chart),
    footnote(outside),
  ];
  return svgDocument(chart, parts);
}

/** Values to be shown: the strongest baseline and every curve without its first tenth. */
function range(
  curves: ComparisonChart['curves'],
  rules: readonly Rule[],
  metric: string,
): readonly [number, number] {
  const settled = curves.flatMap(({ series }) => {
    const start = series.values.length < 5 ? 0 : Math.ceil(series.values.length / 10);
    return series.values.slice(start);
  });
  const strongest = rules.reduce<number | undefined>(
    (best, { value }) => (isBetter(metric, value, best) ? value : best),
    undefined,
  );
  const shown = strongest === undefined ? settled : [...settled, strongest];
  if (shown.length === 0) return [0, 1];
  // Not by spreading into Math.min: a curve may have more points than a call has arguments.
  const low = shown.reduce((a, b) => Math.min(a, b));
  const high = shown.reduce((a, b) => Math.max(a, b));
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - margin, high + margin];
}

function heading(chart: ComparisonChart): string {
  const { label, unit } = describeMetric(chart.metric);
  const measure = unit === '' ? label : `${label} (${unit})`;
  const split = { val: 'validation', test: 'test', train: 'training' }[chart.metric.split('/')[0]!];
  return [
    text(chart.title ?? 'Comparison', { x: plot.left, y: 28, fill: ink, size: 17, weight: 600 }),
    text(split === undefined ? measure : `${measure}, ${split}`, {
      x: plot.left,
      y: 49,
      fill: faint,
      size: 13,
    }),
  ].join('');
}

function axes(x: Axis, y: Axis, chart: ComparisonChart): string {
  const horizontal = y.ticks.map((tick, i) => {
    const at = y.place(tick);
    const line = { x1: plot.left, x2: plot.right, y1: at, y2: at, stroke: grid };
    const label = { x: plot.left - 10, y: at + 4, fill: faint, size: 12, anchor: 'end' } as const;
    return element('line', line) + text(y.labels[i]!, label);
  });
  const upright = x.ticks.map((tick, i) => {
    const at = x.place(tick);
    const line = { x1: at, x2: at, y1: plot.bottom, y2: plot.bottom + 5, stroke: faint };
    const label = { x: at, y: plot.bottom + 21, fill: faint, size: 12, anchor: 'middle' } as const;
    return element('line', line) + text(x.labels[i]!, label);
  });
  const base = { x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom, stroke: faint };
  const middle = (plot.left + plot.right) / 2;
  const name = { x: middle, y: plot.bottom + 44, fill: ink, size: 13, anchor: 'middle' } as const;
  return [...horizontal, ...upright, element('line', base), text(axisNames[chart.x], name)].join(
    '',
  );
}

/** The curve, over a pale band from minimum to maximum where points were merged. */
function curve(
  series: MetricSeries,
  color: number,
  along: ComparisonChart['x'],
  x: Axis,
  y: Axis,
): string {
  const across = series[axisValues[along]].map((value) => x.place(value));
  const line = series.values.map((value, i) => [across[i]!, y.place(value)] as const);
  const upper = series.maxima.map((value, i) => [across[i]!, y.place(value)] as const);
  const lower = series.minima.map((value, i) => [across[i]!, y.place(value)] as const);
  const merged = series.total > series.values.length;
  const stroke = runColor(color, 'light');
  const band = { points: polyline([...upper, ...lower.reverse()]), fill: stroke, opacity: 0.15 };
  const style = { fill: 'none', stroke, 'stroke-width': 2, 'stroke-linejoin': 'round' };
  return (
    (merged ? element('polygon', band) : '') +
    element('polyline', { points: polyline(line), ...style })
  );
}

function ruleLine(y: number): string {
  const ends = { x1: plot.left, x2: plot.right, y1: y, y2: y };
  return element('line', {
    ...ends,
    stroke: faint,
    'stroke-width': 1.5,
    'stroke-dasharray': '5 4',
  });
}

/** Names at the right end of each line, moved apart where they would cover each other. */
function endLabels(
  curves: ComparisonChart['curves'],
  rules: readonly Rule[],
  y: Axis,
  chart: ComparisonChart,
): string {
  const labels = [
    ...curves.map(({ run, series }) => ({
      words: `${run.name}  ${figure(bestOf(series, chart.metric))}`,
      at: y.place(series.values.at(-1)!),
      fill: runColor(run.color, 'light'),
      weight: 600,
    })),
    ...rules.map(({ label, value }) => ({
      words: `${label}  ${figure(value)}`,
      at: y.place(value),
      fill: faint,
      weight: 400,
    })),
  ];
  const wanted = labels.map(({ at }) => Math.min(plot.bottom, Math.max(plot.top, at)));
  const placed = spreadLabels(wanted, lineHeight, plot.top, plot.bottom);
  return labels
    .map(({ words, fill, weight }, i) =>
      text(words, { x: plot.right + 12, y: placed[i]! + 4, fill, size: 13, weight }),
    )
    .join('');
}

function bestOf(series: MetricSeries, metric: string): number {
  const { direction } = describeMetric(metric);
  if (direction === 'none') return series.values.at(-1)!;
  const candidates = direction === 'min' ? series.minima : series.maxima;
  return candidates.reduce((best, value) => (isBetter(metric, value, best) ? value : best));
}

function footnote(outside: readonly Rule[]): string {
  if (outside.length === 0) return '';
  const list = outside.map(({ label, value }) => `${label} ${figure(value)}`).join(', ');
  const place = { x: plot.left, y: size.height - 10, fill: faint, size: 12 };
  return text(`Outside the scale: ${list}`, place);
}

/** Four significant digits. */
function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function svgDocument(chart: ComparisonChart, parts: readonly string[]): string {
  const names = chart.curves.map(({ run }) => run.name).join(', ');
  const clip = element('clipPath', { id: 'plot' }, [
    element('rect', {
      x: plot.left,
      y: plot.top - 4,
      width: plot.right - plot.left,
      height: plot.bottom - plot.top + 8,
    }),
  ]);
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${size.width} ${size.height}`,
    width: size.width,
    height: size.height,
    role: 'img',
    'aria-label': `${chart.metric} of ${names}`,
    'font-family': "Inter, 'Helvetica Neue', Arial, sans-serif",
  };
  return `${element('svg', attributes, [element('defs', {}, [clip]), ...parts])}\n`;
}
