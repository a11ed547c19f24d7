import { extentOf, projector, roundLinear, ticksOf, unionOf } from '../axis.ts';
import type { AreaMark, Box, ChartTheme, Frame, LineMark, Scene, TextMark } from '../chart.ts';
import { decimate, decimateBand } from '../decimation.ts';
import { type LineStyle, narrow } from '../key.ts';
import { fitText, spreadLabels, textWidth } from '../labels.ts';
import {
  type ForecastBand,
  type ForecastData,
  type ForecastLine,
  forecastLines,
  horizonOf,
  opened,
  timeLabels,
} from './data.ts';
import { forecastKey, size, styleOf } from './key.ts';

export function forecastScene(data: ForecastData, frame: Frame): Scene {
  const { width, height, theme } = frame;
  const lines = forecastLines(data);
  const key = width < narrow ? forecastKey(data, lines, frame) : null;
  const top = 8 + (key?.height ?? 0);
  const plot = {
    left: 50,
    top,
    width: Math.max(10, width - 50 - (key === null ? gutterOf(data) : 10)),
    height: Math.max(10, height - 24 - top),
  };
  const edges = data.bands.flatMap(({ lower, upper }) => [lower, upper]);
  const drawn = [...lines.map(({ values }) => values), ...edges];
  const extent = drawn.map((values) => extentOf(values)).reduce(unionOf, undefined);
  const y = roundLinear(extent ?? { min: 0, max: 1 });
  const x = { min: -data.history.length, max: Math.max(0, horizonOf(data) - 1) };
  const project = {
    x: projector(x, 'linear', plot.left, plot.width),
    y: projector(y, 'linear', plot.top + plot.height, -plot.height),
  };
  const marks = lines.map((line) => lineMark(line, project, plot, styleOf(line.name, data, theme)));
  const fan = data.bands
    .map((band) => areaMark(data, band, project, plot))
    .filter(({ xs }) => xs.length > 0);
  const grid = [
    ...gridLines(y, project, plot, theme),
    boundary(project.x(-0.5), plot, theme),
    ...(key?.strokes ?? []),
  ];
  const texts = [
    ...valueLabels(y, project, plot, theme),
    ...positionLabels(data, x, project, plot, theme),
    ...(key?.texts ?? lineLabels(data, lines, marks, project, plot, theme)),
  ];
  return {
    width,
    height,
    plot,
    background: theme.background,
    titleColor: theme.text,
    font: theme.font,
    grid,
    marks: [...fan, ...marks],
    texts,
  };
}

/** Room for names at the ends of the lines. */
function gutterOf({ labels }: ForecastData): number {
  const names = [labels.truth, labels.forecast, labels.baseline];
  return Math.min(130, Math.max(...names.map((name) => textWidth(name, size)))) + 14;
}

interface Project {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function lineMark(line: ForecastLine, project: Project, plot: Box, style: LineStyle): LineMark {
  const xs = Float64Array.from(line.values, (_, index) => project.x(line.start + index));
  const ys = Float64Array.from(line.values, project.y);
  return { kind: 'line', ...decimate(xs, ys, plot.left, plot.left + plot.width), ...style };
}

/** Intervals lie on each other, so that what is likelier is deeper in colour. */
const bandOpacity = 0.16;

function areaMark(data: ForecastData, band: ForecastBand, project: Project, plot: Box): AreaMark {
  const { start, lower, upper } = opened(data, band);
  const edges = {
    xs: Float64Array.from(lower, (_, index) => project.x(start + index)),
    lower: Float64Array.from(lower, project.y),
    upper: Float64Array.from(upper, project.y),
  };
  const shown = decimateBand(edges, plot.left, plot.left + plot.width);
  return { kind: 'area', ...shown, fill: data.color, opacity: bandOpacity };
}

/** The moment of the forecast: what lies to the right was not known. */
function boundary(x: number, plot: Box, theme: ChartTheme): LineMark {
  const ys = [plot.top, plot.top + plot.height];
  return { kind: 'line', xs: [x, x], ys, stroke: theme.muted, width: 1, opacity: 0.5, dash: [] };
}

function gridLines(
  y: { min: number; max: number },
  project: Project,
  plot: Box,
  theme: ChartTheme,
): LineMark[] {
  const xs = [plot.left, plot.left + plot.width];
  return ticksOf(y, 'linear', plot.height / 36).map(({ value }) => {
    const level = project.y(value);
    return {
      kind: 'line',
      xs,
      ys: [level, level],
      stroke: theme.grid,
      width: 1,
      opacity: 1,
      dash: [],
    };
  });
}

function valueLabels(
  y: { min: number; max: number },
  project: Project,
  plot: Box,
  theme: ChartTheme,
): TextMark[] {
  return ticksOf(y, 'linear', plot.height / 36).map(({ value, label }) => ({
    ...plain(theme),
    x: plot.left - 8,
    y: project.y(value),
    text: label,
    anchor: 'end',
  }));
}

function positionLabels(
  data: ForecastData,
  x: { min: number; max: number },
  project: Project,
  plot: Box,
  theme: ChartTheme,
): TextMark[] {
  const count = Math.max(2, Math.floor(plot.width / 48));
  const timed = timeLabels(data.times, data.history.length, count);
  const labels =
    timed.length > 0
      ? timed
      : ticksOf(x, 'linear', count).map(({ value, label }) => ({ position: value, label }));
  const bottom = plot.top + plot.height;
  const texts: TextMark[] = labels.map(({ position, label }) => ({
    ...plain(theme),
    x: project.x(position),
    y: bottom + 12,
    text: label,
    anchor: 'middle',
  }));
  if (timed.length === 0) {
    texts.push({
      ...plain(theme),
      x: plot.left - 12,
      y: bottom + 12,
      text: data.labels.step,
      anchor: 'end',
    });
  }
  return texts;
}

function lineLabels(
  data: ForecastData,
  lines: readonly ForecastLine[],
  marks: readonly LineMark[],
  project: Project,
  plot: Box,
  theme: ChartTheme,
): TextMark[] {
  const ends = lines.flatMap(({ name }, index) => {
    const ys = marks[index]!.ys;
    const y = ys[ys.length - 1];
    if (name === 'history' || y === undefined || Number.isNaN(y)) return [];
    const color = name === 'forecast' ? data.color : name === 'truth' ? theme.text : theme.baseline;
    return [{ text: data.labels[name], color, y, height: 14, bold: name === 'forecast' }];
  });
  ends.push(...bandEnds(data, project, theme));
  const heights = spreadLabels(ends, plot.top, plot.top + plot.height + 4);
  if (heights === undefined) return [];
  return ends.map(({ text, color, bold }, index) => ({
    x: plot.left + plot.width + 7,
    y: heights[index]!,
    text: fitText(text, size, 130),
    color,
    size,
    anchor: 'start',
    halo: false,
    bold,
  }));
}

/** At the upper edge of every band. */
function bandEnds(
  { bands }: ForecastData,
  project: Project,
  theme: ChartTheme,
): { text: string; color: string; y: number; height: number; bold: boolean }[] {
  return bands.flatMap(({ label, upper }) => {
    const last = upper[upper.length - 1];
    if (last === undefined || !Number.isFinite(last)) return [];
    return [{ text: label, color: theme.muted, y: project.y(last), height: 14, bold: false }];
  });
}

function plain(theme: ChartTheme): Pick<TextMark, 'color' | 'size' | 'halo' | 'bold'> {
  return { color: theme.muted, size, halo: false, bold: false };
}
