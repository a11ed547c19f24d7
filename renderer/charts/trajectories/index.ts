import { extentOf, projector, roundLinear, roundLog, type Scaling, wholeTicksOf } from '../axis.ts';
import type { Box, Chart, Frame, LineMark, Scene, TextMark } from '../chart.ts';
import { lineFacts } from '../chart.ts';
import { decimate } from '../decimation.ts';
import { plainText, sceneOf, valueAxis } from '../plain-scene.ts';

export interface Trajectory {
  readonly label: string;
  /** Ascending. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** `best` stands out, `faint` steps back (what was stopped early). */
  readonly weight: 'best' | 'normal' | 'faint';
}

/** Many courses over one axis of progress, such as what each trial measured on its way. */
export interface TrajectoriesData {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yScaling: Scaling;
  readonly lines: readonly Trajectory[];
  readonly color: string;
}

/** More lines than this hide each other: every n-th is drawn then, and the best. */
const mostLines = 400;

export const trajectories: Chart<TrajectoriesData> = {
  id: 'trajectories',
  fromSequence: (values) => ({
    xLabel: 'index',
    yLabel: 'value',
    yScaling: 'linear',
    lines:
      values.length === 0
        ? []
        : [{ label: 'value', xs: values.map((_, i) => i), ys: values, weight: 'normal' }],
    color: '#0072b2',
  }),
  scene: trajectoriesScene,
  table: ({ lines, xLabel, yLabel }) => ({
    columns: ['', xLabel, yLabel],
    rows: lines.flatMap(({ label, xs, ys }) =>
      xs.map((x, i) => [label, x, Number.isFinite(ys[i]) ? ys[i]! : null]),
    ),
  }),
  facts: ({ lines }) => lines.flatMap(({ label, ys }) => lineFacts(label, ys) ?? []).slice(0, 5),
};

function trajectoriesScene(data: TrajectoriesData, frame: Frame): Scene {
  const { width, height, theme } = frame;
  const plot: Box = {
    left: 56,
    top: 10,
    width: Math.max(10, width - 56 - 14),
    height: Math.max(10, height - 46),
  };
  const ys = data.lines.flatMap((line) => line.ys);
  const extent = extentOf(ys, data.yScaling) ?? { min: 1, max: 2 };
  const yDomain = data.yScaling === 'log' ? roundLog(extent) : roundLinear(extent);
  const last = extentOf(data.lines.flatMap((line) => line.xs)) ?? { min: 0, max: 1 };
  const xDomain = { min: Math.min(0, last.min), max: Math.max(last.max, last.min + 1) };
  const x = projector(xDomain, 'linear', plot.left, plot.width);
  const y = projector(yDomain, data.yScaling, plot.top + plot.height, -plot.height);
  const values = valueAxis(yDomain, data.yScaling, y, plot, theme);
  const base = plot.top + plot.height;
  const below = wholeTicksOf(xDomain, 'linear', plot.width / 70).map(
    ({ value, label }): TextMark => ({
      ...{ ...plainText(theme), x: x(value), y: base + 12, text: label, anchor: 'middle' },
    }),
  );
  const middle = plot.left + plot.width / 2;
  const title: TextMark = {
    ...{ ...plainText(theme), x: middle, y: base + 28, text: data.xLabel, anchor: 'middle' },
  };
  return sceneOf(frame, plot, {
    grid: values.grid,
    marks: linesOf(data, x, y, plot, theme.baseline),
    texts: [...values.texts, ...below, title],
  });
}

function linesOf(
  { lines, color }: TrajectoriesData,
  x: (value: number) => number,
  y: (value: number) => number,
  plot: Box,
  faint: string,
): LineMark[] {
  const stride = Math.ceil(lines.length / mostLines);
  const drawn = lines.filter(({ weight }, index) => weight === 'best' || index % stride === 0);
  // What stands out is painted last, over the others.
  const order = { faint: 0, normal: 1, best: 2 };
  return [...drawn]
    .sort((a, b) => order[a.weight] - order[b.weight])
    .map(({ xs, ys, weight }): LineMark => {
      const course = decimate(
        Float64Array.from(xs, x),
        Float64Array.from(ys, (value) => (Number.isFinite(value) ? y(value) : Number.NaN)),
        plot.left,
        plot.left + plot.width,
      );
      const stroke = weight === 'faint' ? faint : color;
      const opacity = weight === 'best' ? 1 : 0.45;
      return {
        kind: 'line',
        ...course,
        stroke,
        width: weight === 'best' ? 2.25 : 1.25,
        opacity,
        dash: [],
      };
    });
}
