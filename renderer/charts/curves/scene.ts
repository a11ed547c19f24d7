import { ticksOf, timeTicksOf } from '../axis.ts';
import type { Box, Frame, LineMark, Mark, Scene, TextMark } from '../chart.ts';
import { decimate } from '../decimation.ts';
import { fitText, freestPlace, spreadLabels, textWidth } from '../labels.ts';
import {
  type CurveData,
  type CurveDomains,
  fitDomains,
  type PreparedCurve,
  prepareCurves,
  projectors,
} from './data.ts';

const labelSize = 11;
const labelHeight = 14;
const widestLabel = 116;

/** Where the plot lies; it depends on the labels only, so that it does not move with the data. */
export function plotBox(data: CurveData, frame: Frame): Box {
  const widest = hasDirectLabels(data, frame)
    ? Math.min(
        widestLabel,
        Math.max(0, ...data.curves.map(({ label }) => textWidth(label, labelSize))),
      )
    : 0;
  const right = widest > 0 ? widest + 12 : 14;
  const [left, top, bottom] = [50, 10, 34];
  return {
    left,
    top,
    width: Math.max(10, frame.width - left - right),
    height: Math.max(10, frame.height - top - bottom),
  };
}

/** Whether every curve's name fits at the end of its line; else the chart shows a legend. */
export function hasDirectLabels(data: CurveData, frame: Frame): boolean {
  const { length } = data.curves;
  return length > 0 && length * labelHeight <= frame.height - 50 && frame.width >= 240;
}

export function curveScene(data: CurveData, frame: Frame): Scene {
  const domains = fitDomains(data);
  const plot = plotBox(data, frame);
  const prepared = prepareCurves(data, domains.x);
  const project = projectors(data, domains, plot);
  const lines = prepared.map((curve) => curveMarks(curve, project, plot));
  const drawn = lines.flatMap(({ line }) => (line === null ? [] : [line]));
  const baselines = baselineMarks(data, domains, frame, plot, drawn);
  return {
    width: frame.width,
    height: frame.height,
    plot,
    background: frame.theme.background,
    font: frame.theme.font,
    ...axisMarks(data, domains, frame, plot, [
      ...baselines.texts,
      ...endLabels(
        data,
        frame,
        plot,
        lines.map(({ line }) => line),
      ),
    ]),
    marks: [
      ...lines.flatMap(({ below }) => below),
      ...baselines.marks,
      // The full lines last: validation is never hidden beneath training.
      ...drawn.filter((_, index) => prepared[index]?.curve.pale),
      ...drawn.filter((_, index) => !prepared[index]?.curve.pale),
    ],
  };
}

interface Project {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function curveMarks(
  { curve, line, shadow, merged }: PreparedCurve,
  project: Project,
  plot: Box,
): { below: Mark[]; line: LineMark | null } {
  const xs = Float64Array.from(curve.xs, project.x);
  const polyline = (values: ArrayLike<number>) =>
    decimate(xs, Float64Array.from(values, project.y), plot.left, plot.left + plot.width);
  const below: Mark[] = [];
  if (merged) {
    // On a log axis a minimum at or below zero has no place; the band then ends at the value.
    const lower = Float64Array.from(curve.minima, (value, i) =>
      orElse(project.y(value), project.y(curve.values[i]!)),
    );
    below.push({
      kind: 'area',
      xs,
      lower,
      upper: Float64Array.from(curve.maxima, project.y),
      fill: curve.color,
      opacity: shadow === null ? (curve.pale ? 0.1 : 0.16) : 0.08,
    });
  }
  const style = { kind: 'line', stroke: curve.color, dash: [] } as const;
  if (shadow !== null) below.push({ ...style, ...polyline(shadow), width: 1, opacity: 0.22 });
  const main = polyline(line);
  const weight = curve.pale ? { width: 1, opacity: 0.6 } : { width: 1.75, opacity: 1 };
  return { below, line: main.xs.length === 0 ? null : { ...style, ...main, ...weight } };
}

function orElse(value: number, other: number): number {
  return Number.isNaN(value) ? other : value;
}

function baselineMarks(
  data: CurveData,
  domains: CurveDomains,
  frame: Frame,
  plot: Box,
  lines: readonly LineMark[],
): { marks: LineMark[]; texts: TextMark[] } {
  const project = projectors(data, domains, plot);
  const right = plot.left + plot.width;
  const marks: LineMark[] = [];
  const texts: TextMark[] = [];
  const taken: Box[] = [];
  const points = [...samplePoints(lines)];
  for (const { label, value } of data.baselines) {
    if (!(value >= domains.y.min && value <= domains.y.max)) continue;
    const y = project.y(value);
    const { baseline: stroke } = frame.theme;
    marks.push({
      kind: 'line',
      xs: [plot.left, right],
      ys: [y, y],
      stroke,
      width: 1,
      opacity: 1,
      dash: [5, 4],
    });
    const text = fitText(label, labelSize, plot.width - 16);
    const width = textWidth(text, labelSize);
    const lefts = [right - width - 6, plot.left + (plot.width - width) / 2, plot.left + 8];
    const boxes = [y - labelHeight - 1, y + 2].flatMap((top) =>
      lefts.map((left) => ({ left, top, width, height: labelHeight })),
    );
    const inside = boxes.filter(
      (box) => box.top >= plot.top && box.top + box.height <= plot.top + plot.height,
    );
    const place = freestPlace(inside, points, taken);
    if (place === undefined) continue;
    taken.push(place.box);
    const at = { x: place.box.left, y: place.box.top + labelHeight / 2 };
    texts.push({
      ...at,
      text,
      color: stroke,
      size: labelSize,
      anchor: 'start',
      halo: true,
      bold: false,
    });
  }
  return { marks, texts };
}

/** Points every few pixels along the lines: enough to see what a label would cover. */
function* samplePoints(lines: readonly LineMark[]): Generator<readonly [number, number]> {
  for (const { xs, ys } of lines) {
    let last = -Infinity;
    for (let i = 0; i < xs.length; i++) {
      if (xs[i]! - last < 3) continue;
      last = xs[i]!;
      yield [xs[i]!, ys[i]!];
    }
  }
}

function endLabels(
  data: CurveData,
  frame: Frame,
  plot: Box,
  lines: readonly (LineMark | null)[],
): TextMark[] {
  if (!hasDirectLabels(data, frame)) return [];
  const right = plot.left + plot.width;
  const wanted = data.curves.flatMap((curve, index) => {
    const end = lastVisible(lines[index] ?? null, right);
    return end === null ? [] : [{ curve, ...end, height: labelHeight }];
  });
  const clamped = wanted.map((label) => ({
    ...label,
    y: Math.min(Math.max(label.y, plot.top), plot.top + plot.height),
  }));
  const heights = spreadLabels(clamped, plot.top - 4, plot.top + plot.height + 8);
  if (heights === undefined) return [];
  return clamped.map(({ curve, x }, index) => ({
    x: Math.min(x, right) + 6,
    y: heights[index]!,
    text: fitText(curve.label, labelSize, widestLabel),
    color: curve.color,
    size: labelSize,
    anchor: 'start',
    halo: true,
    bold: !curve.pale,
  }));
}

function lastVisible(line: LineMark | null, right: number): { x: number; y: number } | null {
  if (line === null) return null;
  for (let i = line.xs.length - 1; i >= 0; i--) {
    const [x, y] = [line.xs[i]!, line.ys[i]!];
    if (x <= right + 0.5 && !Number.isNaN(y)) return { x, y };
  }
  return null;
}

function axisMarks(
  data: CurveData,
  domains: CurveDomains,
  frame: Frame,
  plot: Box,
  labels: readonly TextMark[],
): { grid: LineMark[]; texts: TextMark[] } {
  const project = projectors(data, domains, plot);
  const { xScaling, yScaling, progress } = data.options;
  const { theme } = frame;
  const across = Math.max(2, Math.floor(plot.width / 90));
  const xTicks =
    progress === 'time'
      ? timeTicksOf(domains.x, xScaling, across)
      : ticksOf(domains.x, xScaling, across);
  const yTicks = ticksOf(domains.y, yScaling, Math.max(2, Math.floor(plot.height / 36)));
  const [bottom, right] = [plot.top + plot.height, plot.left + plot.width];
  const rule = (xs: number[], ys: number[]): LineMark => ({
    kind: 'line',
    xs,
    ys,
    stroke: theme.grid,
    width: 1,
    opacity: 1,
    dash: [],
  });
  const plain = { color: theme.muted, size: labelSize, halo: false, bold: false } as const;
  const texts: TextMark[] = [];
  const grid: LineMark[] = [];
  for (const { value, label } of yTicks) {
    const y = project.y(value);
    grid.push(rule([plot.left, right], [y, y]));
    texts.push({ ...plain, x: plot.left - 8, y, text: label, anchor: 'end' });
  }
  grid.push(rule([plot.left, right], [bottom, bottom]));
  for (const { value, label } of xTicks) {
    const x = project.x(value);
    grid.push(rule([x, x], [bottom, bottom + 4]));
    texts.push({ ...plain, x, y: bottom + 12, text: label, anchor: 'middle' });
  }
  texts.push({ ...plain, x: right, y: bottom + 26, text: data.xLabel, anchor: 'end' });
  return { grid, texts: [...texts, ...labels] };
}
