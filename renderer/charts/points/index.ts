import {
  extentOf,
  projector,
  roundLinear,
  roundLog,
  type Scaling,
  ticksOf,
  wholeTicksOf,
} from '../axis.ts';
import type { Box, Chart, DotMark, Frame, LineMark, Scene, TextMark } from '../chart.ts';
import { lineFacts } from '../chart.ts';
import { decimate } from '../decimation.ts';
import { fitText } from '../labels.ts';
import { labelSize, plainText, sceneOf, valueAxis } from '../plain-scene.ts';

export interface PlottedPoint {
  readonly x: number;
  readonly y: number;
  /** `best` stands out, `faint` steps back (what was stopped early). */
  readonly weight: 'best' | 'normal' | 'faint';
  /** Of this point alone. */
  readonly color?: string;
}

/** Points in a plane, such as trials over their number or over a setting. NaN has no place. */
export interface PointsData {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScaling: Scaling;
  readonly yScaling: Scaling;
  /** Names of the values 0, 1, 2… of x; empty where x is a number. */
  readonly xNames: readonly string[];
  /** Whether x is a whole number. */
  readonly xWhole: boolean;
  readonly points: readonly PlottedPoint[];
  /** A line behind the points, such as the best so far. */
  readonly line: { readonly xs: readonly number[]; readonly ys: readonly number[] };
  readonly color: string;
}

/** More dots than this lie over each other: every n-th is drawn then, and the best. */
const mostDots = 3000;

export const points: Chart<PointsData> = {
  id: 'points',
  fromSequence: (values) => ({
    xLabel: 'index',
    yLabel: 'value',
    xScaling: 'linear',
    yScaling: 'linear',
    xNames: [],
    xWhole: true,
    points: values.map((y, x) => ({ x, y, weight: 'normal' })),
    line: { xs: values.map((_, x) => x), ys: values },
    color: '#0072b2',
  }),
  scene: pointsScene,
  table: ({ points: list, xLabel, yLabel, xNames }) => ({
    columns: [xLabel, yLabel],
    rows: list.map(({ x, y }) => [xNames[x] ?? numberOrNull(x), numberOrNull(y)]),
  }),
  facts: ({ points: list, yLabel }) => {
    const ys = list.map(({ y }) => y);
    const facts = lineFacts(yLabel, ys);
    return facts === undefined ? [] : [facts];
  },
};

const numberOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function pointsScene(data: PointsData, frame: Frame): Scene {
  const { width, height, theme } = frame;
  const plot: Box = {
    left: 56,
    top: 10,
    width: Math.max(10, width - 56 - 14),
    height: Math.max(10, height - 46),
  };
  const project = projections(data, plot);
  const values = valueAxis(project.yDomain, data.yScaling, project.y, plot, theme);
  const texts = [...values.texts, ...bottomLabels(data, project, plot, frame)];
  const lines = lineOf(data, project, plot);
  return sceneOf(frame, plot, {
    grid: values.grid,
    marks: [...lines, ...dotsOf(data, project, theme.baseline)],
    texts,
  });
}

interface Projections {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly xDomain: { readonly min: number; readonly max: number };
  readonly yDomain: { readonly min: number; readonly max: number };
}

function projections(data: PointsData, plot: Box): Projections {
  const placed = data.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const ys = [...placed.map(({ y }) => y), ...data.line.ys];
  const yExtent = extentOf(ys, data.yScaling) ?? { min: 1, max: 2 };
  const yDomain = data.yScaling === 'log' ? roundLog(yExtent) : roundLinear(yExtent);
  const xs = [...placed.map(({ x }) => x), ...data.line.xs];
  const xExtent = extentOf(xs, data.xScaling) ?? { min: 1, max: 2 };
  const named = data.xNames.length > 0;
  const xDomain = named
    ? { min: -0.5, max: data.xNames.length - 0.5 }
    : widened(xExtent, data.xScaling);
  return {
    x: projector(xDomain, data.xScaling, plot.left, plot.width),
    y: projector(yDomain, data.yScaling, plot.top + plot.height, -plot.height),
    xDomain,
    yDomain,
  };
}

/** A little room at both ends, so that no dot lies on the edge. */
function widened({ min, max }: { min: number; max: number }, scaling: Scaling) {
  if (scaling === 'log') return { min: min / 1.15, max: max * 1.15 };
  const room = max > min ? (max - min) * 0.03 : 0.5;
  return { min: min - room, max: max + room };
}

function lineOf({ line, color }: PointsData, project: Projections, plot: Box): LineMark[] {
  if (line.xs.length < 2) return [];
  const xs = Float64Array.from(line.xs, project.x);
  const ys = Float64Array.from(line.ys, project.y);
  const drawn = decimate(xs, ys, plot.left, plot.left + plot.width);
  return [{ kind: 'line', ...drawn, stroke: color, width: 1.25, opacity: 0.7, dash: [] }];
}

function dotsOf(
  { points: list, color }: PointsData,
  project: Projections,
  faint: string,
): DotMark[] {
  const stride = Math.ceil(list.length / mostDots);
  return list.flatMap(({ x, y, weight, color: own }, index): DotMark[] => {
    if (weight !== 'best' && index % stride !== 0) return [];
    const place = { x: project.x(x), y: project.y(y) };
    if (!Number.isFinite(place.x) || !Number.isFinite(place.y)) return [];
    const radius = weight === 'best' ? 5 : weight === 'faint' ? 2.5 : 3.5;
    return [{ kind: 'dot', ...place, radius, fill: own ?? (weight === 'faint' ? faint : color) }];
  });
}

function bottomLabels(
  data: PointsData,
  project: Projections,
  plot: Box,
  { theme }: Frame,
): TextMark[] {
  const base = plot.top + plot.height;
  const at = (x: number, text: string): TextMark => ({
    ...plainText(theme),
    x,
    y: base + 12,
    text,
    anchor: 'middle',
  });
  const count = Math.max(2, Math.floor(plot.width / 70));
  const room = plot.width / Math.max(1, data.xNames.length) - 6;
  const ticks = data.xWhole ? wholeTicksOf : ticksOf;
  const labels =
    data.xNames.length > 0
      ? data.xNames.map((name, i) => at(project.x(i), fitText(name, labelSize, room)))
      : ticks(project.xDomain, data.xScaling, count).map(({ value, label }) =>
          at(project.x(value), label),
        );
  const title: TextMark = {
    ...plainText(theme),
    x: plot.left + plot.width / 2,
    y: base + 28,
    text: data.xLabel,
    anchor: 'middle',
  };
  return [...labels, title];
}
