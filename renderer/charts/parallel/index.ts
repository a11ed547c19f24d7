import { type Domain, extentOf, projector, type Scaling, ticksOf, wholeTicksOf } from '../axis.ts';
import type { Box, Chart, Frame, LineMark, Scene, TextMark } from '../chart.ts';
import { lineFacts } from '../chart.ts';
import { fitText } from '../labels.ts';
import { gridLine, labelSize, plainText, sceneOf } from '../plain-scene.ts';
import { mostLines } from './fit.ts';

export interface ParallelAxis {
  readonly label: string;
  readonly scaling: Scaling;
  /** Names of the values 0, 1, 2…; empty where values are numbers. */
  readonly names: readonly string[];
  readonly whole: boolean;
}

/** Parallel coordinates (Inselberg 1985): one line for each trial over one axis for each setting. */
export interface ParallelData {
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly {
    /** One for each axis; NaN where the trial has no value. */
    readonly values: readonly number[];
    /** From 0 (worst) to 1 (best). */
    readonly merit: number;
    /** Of this line alone; without it `color` where its merit is high. */
    readonly color?: string;
  }[];
  readonly color: string;
}

export const parallel: Chart<ParallelData> = {
  id: 'parallel',
  /** Each value becomes one line from its index to itself. */
  fromSequence: (values) => ({
    axes: [axis('index'), axis('value')],
    lines: values.map((value, index) => ({ values: [index, value], merit: 1 })),
    color: '#0072b2',
  }),
  scene: parallelScene,
  table: ({ axes, lines }) => ({
    columns: axes.map(({ label }) => label),
    rows: lines.map(({ values }) =>
      values.map((value, i) => axes[i]?.names[value] ?? (Number.isFinite(value) ? value : null)),
    ),
  }),
  facts: ({ axes, lines }) => {
    const last = axes.length - 1;
    const facts = lineFacts(
      axes[last]?.label ?? '',
      lines.map(({ values }) => values[last] ?? NaN),
    );
    return facts === undefined ? [] : [facts];
  },
};

function axis(label: string): ParallelAxis {
  return { label, scaling: 'linear', names: [], whole: false };
}

function parallelScene(data: ParallelData, frame: Frame): Scene {
  const { theme } = frame;
  const plot = plotOf(frame);
  const shown = data.lines.filter(({ values }) => values.filter(Number.isFinite).length > 1);
  if (shown.length === 0) return sceneOf(frame, plot, { grid: [], marks: [], texts: [] });
  const { xs, gap, domains, project } = parallelLayout(data, frame);
  const best = [...shown].sort((a, b) => b.merit - a.merit).slice(0, mostLines);
  // The best are painted last, over the others.
  const marks = best.reverse().map(
    ({ values, merit, color }): LineMark => ({
      kind: 'line',
      xs,
      ys: values.map((value, i) => project[i]!(value)),
      stroke: color ?? (merit > 0.9 ? data.color : theme.baseline),
      width: merit > 0.9 ? 2 : 1,
      opacity: 0.25 + 0.7 * merit,
      dash: [],
    }),
  );
  const ends = [plot.top, plot.top + plot.height];
  return sceneOf(frame, plot, {
    grid: xs.map((x) => gridLine([x, x], ends, theme)),
    marks,
    texts: data.axes.flatMap((one, i) =>
      axisTexts(one, domains[i]!, project[i]!, xs[i]!, gap, frame),
    ),
  });
}

function plotOf({ width, height }: Frame): Box {
  return { left: 24, top: 26, width: Math.max(10, width - 72), height: Math.max(10, height - 40) };
}

/** Where the axes stand and how values lie on them: for the drawing and for what is laid over it. */
export function parallelLayout(data: ParallelData, frame: Frame) {
  const plot = plotOf(frame);
  const gap = data.axes.length > 1 ? plot.width / (data.axes.length - 1) : 0;
  const shown = data.lines.filter(({ values }) => values.filter(Number.isFinite).length > 1);
  const domains = data.axes.map((one, i) =>
    domainOf(
      one,
      shown.map(({ values }) => values[i]!),
    ),
  );
  return {
    plot,
    gap,
    xs: data.axes.map((_, i) => plot.left + i * gap),
    domains,
    project: data.axes.map(({ scaling }, i) =>
      projector(domains[i]!, scaling, plot.top + plot.height, -plot.height),
    ),
  };
}

function domainOf({ names, scaling }: ParallelAxis, values: readonly number[]): Domain {
  if (names.length > 0) return { min: -0.25, max: names.length - 0.75 };
  const extent = extentOf(values, scaling) ?? { min: 1, max: 2 };
  if (extent.max > extent.min) return extent;
  return scaling === 'log'
    ? { min: extent.min / 2, max: extent.max * 2 }
    : { min: extent.min - 0.5, max: extent.max + 0.5 };
}

function axisTexts(
  { label, names, scaling, whole }: ParallelAxis,
  domain: Domain,
  project: (value: number) => number,
  x: number,
  gap: number,
  { theme, width, height }: Frame,
): TextMark[] {
  const room = Math.max(40, gap - 8);
  const title: TextMark = {
    ...plainText(theme),
    color: theme.text,
    // Titles of the outer axes stay inside the frame.
    ...(x < room / 2
      ? { x: 0, anchor: 'start' }
      : x > width - room / 2
        ? { x: width, anchor: 'end' }
        : { x, anchor: 'middle' }),
    y: 10,
    text: fitText(label, labelSize, room),
  };
  const ticks =
    names.length > 0
      ? names.map((name, value) => ({ value, label: name }))
      : (whole ? wholeTicksOf : ticksOf)(domain, scaling, height / 60);
  const texts = ticks.map(
    ({ value, label: text }): TextMark => ({
      ...plainText(theme),
      x: x + 5,
      y: project(value),
      text: fitText(text, labelSize, room),
      anchor: 'start',
      halo: true,
    }),
  );
  return [title, ...texts];
}
