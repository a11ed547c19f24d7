import { ticksOf, timeTicksOf, wholeTicksOf } from '../axis.ts';
import type { Box, Frame, LineMark, Mark, Scene, TextMark } from '../chart.ts';
import { decimate, decimateBand, mapNumbers } from '../decimation.ts';
import {
  type CurveData,
  type CurveDomains,
  type PreparedCurve,
  prepareCurves,
  projectors,
} from './data.ts';
import { fitDomains } from './domains.ts';
import { baselineMarks, endLabels, labelRoom } from './labels.ts';

const tickSize = 11;

/** Where the plot lies; it depends on names and size only, so that it does not move with the data. */
export function plotBox(data: CurveData, frame: Frame): Box {
  const [left, top, bottom] = [50, 10, 22];
  return {
    left,
    top,
    width: Math.max(10, frame.width - left - labelRoom(data, frame)),
    height: Math.max(10, frame.height - top - bottom),
  };
}

export function curveScene(data: CurveData, frame: Frame): Scene {
  const domains = fitDomains(data);
  const plot = plotBox(data, frame);
  const prepared = prepareCurves(data, domains.x);
  const project = projectors(data, domains, plot);
  const parts = prepared.map((curve) => curveMarks(curve, project, plot));
  const lines = parts.map(({ line }) => line);
  const drawn = lines.filter((line) => line !== null);
  const labels = endLabels(data, frame, plot, lines);
  const baselines = baselineMarks(data, project.y, frame, plot, drawn, labels.texts);
  const axes = axisMarks(data, domains, frame, plot);
  const ofWeight = (pale: boolean): LineMark[] =>
    lines.filter(
      (line, index) => line !== null && prepared[index]!.curve.pale === pale,
    ) as LineMark[];
  return {
    width: frame.width,
    height: frame.height,
    plot,
    background: frame.theme.background,
    titleColor: frame.theme.text,
    font: frame.theme.font,
    grid: axes.grid,
    texts: [...axes.texts, ...baselines.texts, ...labels.texts],
    marks: [
      ...parts.flatMap(({ below }) => below),
      ...baselines.marks,
      ...labels.leaders,
      // The full lines last: validation is never hidden beneath training.
      ...ofWeight(true),
      ...ofWeight(false),
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
  const [left, right] = [plot.left, plot.left + plot.width];
  const xs = mapNumbers(curve.xs, project.x);
  const polyline = (values: ArrayLike<number>) =>
    decimate(xs, mapNumbers(values, project.y), left, right);
  const below: Mark[] = [];
  if (merged) {
    const opacity = shadow === null ? (curve.pale ? 0.1 : 0.16) : 0.08;
    const edges = {
      xs,
      lower: lowerEdge(curve, project),
      upper: mapNumbers(curve.maxima, project.y),
    };
    below.push({ kind: 'area', ...decimateBand(edges, left, right), fill: curve.color, opacity });
  }
  const style = { kind: 'line', stroke: curve.color, dash: [] } as const;
  if (shadow !== null) below.push({ ...style, ...polyline(shadow), width: 1, opacity: 0.22 });
  const main = polyline(line);
  const weight = curve.pale ? { width: 1, opacity: 0.6 } : { width: 1.75, opacity: 1 };
  return { below, line: main.xs.length === 0 ? null : { ...style, ...main, ...weight } };
}

/** On a log axis a minimum at or below zero has no place; the band then ends at the value. */
function lowerEdge({ minima, values }: PreparedCurve['curve'], project: Project): Float64Array {
  return mapNumbers(minima, (minimum, index) => {
    const y = project.y(minimum);
    return Number.isNaN(y) ? project.y(values[index]!) : y;
  });
}

function axisMarks(
  data: CurveData,
  domains: CurveDomains,
  frame: Frame,
  plot: Box,
): { grid: LineMark[]; texts: TextMark[] } {
  const project = projectors(data, domains, plot);
  const { xScaling, yScaling, progress } = data.options;
  const { theme } = frame;
  const across = Math.max(2, Math.floor(plot.width / 80));
  const placed = { step: wholeTicksOf, epoch: ticksOf, time: timeTicksOf }[progress];
  const xTicks = placed(domains.x, xScaling, across);
  const yTicks = ticksOf(domains.y, yScaling, Math.max(2, Math.floor(plot.height / 34)));
  const [bottom, right] = [plot.top + plot.height, plot.left + plot.width];
  const plain = { color: theme.muted, size: tickSize, halo: false, bold: false } as const;
  const line = { kind: 'line', stroke: theme.grid, width: 1, opacity: 1, dash: [] } as const;
  const texts: TextMark[] = [];
  const grid: LineMark[] = [];
  for (const { value, label } of yTicks) {
    const y = project.y(value);
    grid.push({ ...line, xs: [plot.left, right], ys: [y, y] });
    texts.push({ ...plain, x: plot.left - 8, y, text: label, anchor: 'end' });
  }
  grid.push({ ...line, xs: [plot.left, right], ys: [bottom, bottom] });
  for (const { value, label } of xTicks) {
    const x = project.x(value);
    grid.push({ ...line, xs: [x, x], ys: [bottom, bottom + 4] });
    texts.push({ ...plain, x, y: bottom + 13, text: label, anchor: 'middle' });
  }
  // In the corner beneath the y axis: there it meets no tick.
  texts.push({ ...plain, x: plot.left - 12, y: bottom + 13, text: data.xLabel, anchor: 'end' });
  return { grid, texts };
}
