import { extentOf, projector, roundLinear, ticksOf, unionOf } from '../axis.ts';
import type { Box, Chart, ChartTheme, Frame, LineMark, Scene, TextMark } from '../chart.ts';
import { lineFacts } from '../chart.ts';
import { decimate } from '../decimation.ts';
import { keyAbove, type LineStyle, narrow } from '../key.ts';
import { fitText, spreadLabels, textWidth } from '../labels.ts';
import { labelSize, plainText, sceneOf, valueAxis } from '../plain-scene.ts';

export interface PlottedLine {
  readonly label: string;
  /** Null takes the theme's grey of baselines, dashed. */
  readonly color: string | null;
  /** One for each place of x; NaN breaks the line. */
  readonly values: readonly number[];
}

/** Lines over the same places, named at their ends; above where there is no room beside them. */
export interface LinesData {
  readonly xLabel: string;
  /** Ascending; milliseconds since 1970 where `isTime`. */
  readonly xs: readonly number[];
  readonly isTime: boolean;
  readonly lines: readonly PlottedLine[];
}

export const lines: Chart<LinesData> = {
  id: 'lines',
  fromSequence: (values) => ({
    xLabel: 'index',
    xs: values.map((_, index) => index),
    isTime: false,
    lines: [{ label: 'value', color: '#0072b2', values }],
  }),
  scene: linesScene,
  table: ({ xLabel, xs, isTime, lines: list }) => ({
    columns: [xLabel, ...list.map(({ label }) => label)],
    rows: xs.map((x, index) => [
      isTime ? new Date(x).toISOString() : x,
      ...list.map(({ values }) => numberOrNull(values[index])),
    ]),
  }),
  facts: ({ lines: list }) => list.flatMap(({ label, values }) => lineFacts(label, values) ?? []),
};

function numberOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function linesScene(data: LinesData, frame: Frame): Scene {
  const { width, height, theme } = frame;
  const drawn = data.lines.filter(({ values }) => values.some(Number.isFinite));
  const styles = stylesOf(drawn, theme);
  // What is painted last lies above the others, and comes first in the key.
  const entries = drawn
    .map(({ label }, index) => ({ text: label, style: styles[index]! }))
    .reverse();
  const key = width < narrow ? keyAbove(entries, frame, keyStroke) : null;
  const widest = Math.max(0, ...drawn.map(({ label }) => textWidth(label, labelSize)));
  const gutter = key === null ? Math.min(width / 3, 150, widest) + 14 : 10;
  const top = 10 + (key?.height ?? 0);
  const plot: Box = {
    left: 50,
    top,
    width: Math.max(10, width - 50 - gutter),
    height: Math.max(10, height - 36 - top),
  };
  const extent = data.lines.map(({ values }) => extentOf(values)).reduce(unionOf, undefined);
  const y = roundLinear(extent ?? { min: 0, max: 1 });
  const x = extentOf(data.xs) ?? { min: 0, max: 1 };
  const project = {
    x: projector(
      x.max > x.min ? x : { min: x.min - 1, max: x.max + 1 },
      'linear',
      plot.left,
      plot.width,
    ),
    y: projector(y, 'linear', plot.top + plot.height, -plot.height),
  };
  const axis = valueAxis(y, 'linear', project.y, plot, theme);
  const marks = drawn.map((line, index) => lineMark(data, line, project, plot, styles[index]!));
  return sceneOf(frame, plot, {
    grid: [...axis.grid, ...(key?.strokes ?? [])],
    marks,
    texts: [
      ...axis.texts,
      ...bottomLabels(data, x, project.x, plot, theme),
      ...(key?.texts ?? lineLabels(drawn, project.y, plot, gutter, theme)),
    ],
  });
}

interface Project {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** Grey lines are told apart by their dashes. */
const dashes = [[4, 3], [1, 3], [9, 3], [9, 3, 1, 3], []] as const;
/** Long enough to show any of them. */
const keyStroke = 24;

function stylesOf(drawn: readonly PlottedLine[], theme: ChartTheme): LineStyle[] {
  let grey = 0;
  return drawn.map(({ color }) =>
    color === null
      ? { stroke: theme.baseline, width: 1, dash: dashes[grey++ % dashes.length]!, opacity: 1 }
      : { stroke: color, width: 1.75, dash: [], opacity: 1 },
  );
}

function lineMark(
  { xs }: LinesData,
  { values }: PlottedLine,
  project: Project,
  plot: Box,
  style: LineStyle,
): LineMark {
  const points = [Float64Array.from(xs, project.x), Float64Array.from(values, project.y)] as const;
  return {
    kind: 'line',
    ...decimate(...points, plot.left, plot.left + plot.width),
    ...style,
  };
}

function bottomLabels(
  { xLabel, isTime }: LinesData,
  x: { readonly min: number; readonly max: number },
  project: (value: number) => number,
  plot: Box,
  theme: ChartTheme,
): TextMark[] {
  const base = plot.top + plot.height;
  const at = (place: number, y: number, text: string): TextMark => ({
    ...plainText(theme),
    x: place,
    y,
    text,
    anchor: 'middle',
  });
  const count = Math.max(2, Math.floor(plot.width / (isTime ? 80 : 44)));
  const ticks = isTime ? dayTicks(x, count) : ticksOf(x, 'linear', count);
  return [
    ...ticks.map(({ value, label }) => at(project(value), base + 12, label)),
    at(plot.left + plot.width / 2, base + 28, xLabel),
  ];
}

const day = 86_400_000;

/** Evenly spaced days, or moments where the whole is shorter than a few days. */
function dayTicks(
  { min, max }: { readonly min: number; readonly max: number },
  count: number,
): { value: number; label: string }[] {
  const unit = (max - min) / count >= day ? day : 3_600_000;
  const step = Math.max(1, Math.ceil((max - min) / count / unit)) * unit;
  const ticks: { value: number; label: string }[] = [];
  for (let value = Math.ceil(min / unit) * unit; value <= max && ticks.length < 50; value += step) {
    const iso = new Date(value).toISOString();
    ticks.push({
      value,
      label: unit === day ? iso.slice(0, 10) : iso.slice(5, 16).replace('T', ' '),
    });
  }
  return ticks;
}

function lineLabels(
  drawn: readonly PlottedLine[],
  project: (value: number) => number,
  plot: Box,
  gutter: number,
  theme: ChartTheme,
): TextMark[] {
  const ends = drawn.map(({ label, color, values }) => ({
    text: label,
    color: color ?? theme.baseline,
    y: project(values.findLast(Number.isFinite)!),
    height: 14,
    bold: color !== null,
  }));
  const heights = spreadLabels(ends, plot.top, plot.top + plot.height + 4);
  if (heights === undefined) return [];
  return ends.map(({ text, color, bold }, index) => ({
    x: plot.left + plot.width + 7,
    y: heights[index]!,
    text: fitText(text, labelSize, gutter - 8),
    color,
    size: labelSize,
    anchor: 'start',
    halo: false,
    bold,
  }));
}
