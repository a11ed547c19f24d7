import { extentOf, projector, roundLinear, ticksOf, timeTicksOf } from '../axis.ts';
import type { Box, Chart, Frame, LineMark, Scene, TextMark } from '../chart.ts';
import { lineFacts } from '../chart.ts';
import { fitText } from '../labels.ts';
import { gridLine, labelSize, plainText, sceneOf } from '../plain-scene.ts';

export interface Span {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** How unsure the end is: a whisker to both sides; 0 is none. */
  readonly deviation: number;
  /** `faint` steps back, as what was stopped early. */
  readonly weight: 'best' | 'normal' | 'faint';
}

/** Named bars that lie below each other: shares from zero, or when something began and ended. */
export interface SpansData {
  readonly xLabel: string;
  /** `time`: seconds, with round moments of a clock on the axis. */
  readonly xKind: 'number' | 'time';
  readonly spans: readonly Span[];
  readonly color: string;
}

/** More spans than this lie over each other: every n-th is drawn then, and the best. */
const mostSpans = 600;
const thickest = 16;
const widestLabel = 170;

export const spans: Chart<SpansData> = {
  id: 'spans',
  /** Each value becomes a bar from zero. */
  fromSequence: (values) => ({
    xLabel: 'value',
    xKind: 'number',
    spans: values.map((value, index) => ({
      ...{ label: String(index), from: 0, to: value, deviation: 0, weight: 'normal' },
    })),
    color: '#0072b2',
  }),
  scene: spansScene,
  table: ({ spans: list, xLabel }) => ({
    columns: ['', `${xLabel}: from`, `${xLabel}: to`],
    rows: list.map(({ label, from, to }) => [label, numberOrNull(from), numberOrNull(to)]),
  }),
  facts: ({ spans: list, xLabel }) => {
    const lengths = list.map(({ from, to }) => to - from);
    const facts = lineFacts(xLabel, lengths);
    return facts === undefined ? [] : [facts];
  },
};

const numberOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

function spansScene(data: SpansData, frame: Frame): Scene {
  const { width, height, theme } = frame;
  const longest = Math.max(0, ...data.spans.slice(0, mostSpans).map(({ label }) => label.length));
  const left = Math.min(widestLabel, width / 3, 14 + longest * labelSize * 0.58);
  const plot: Box = {
    left,
    top: 4,
    width: Math.max(10, width - left - 16),
    height: Math.max(10, height - 40),
  };
  const placed = data.spans.filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to));
  const ends = placed.flatMap(({ from, to, deviation }) => [from, to + deviation, to]);
  const domain = roundLinear(extentOf(ends) ?? { min: 0, max: 1 });
  const x = projector(domain, 'linear', plot.left, plot.width);
  const row = plot.height / Math.max(1, data.spans.length);
  const ticks = (data.xKind === 'time' ? timeTicksOf : ticksOf)(domain, 'linear', plot.width / 80);
  const bottom = plot.top + plot.height;
  return sceneOf(frame, plot, {
    grid: ticks.map(({ value }) => gridLine([x(value), x(value)], [plot.top, bottom], theme)),
    marks: barsOf(data, x, plot, row, frame),
    texts: [
      ...ticks.map(({ value, label }): TextMark => {
        return { ...plainText(theme), x: x(value), y: bottom + 12, text: label, anchor: 'middle' };
      }),
      axisTitle(data.xLabel, plot, frame),
      ...namesOf(data.spans, plot, row, frame),
    ],
  });
}

function barsOf(
  { spans: list, color }: SpansData,
  x: (value: number) => number,
  plot: Box,
  row: number,
  { theme }: Frame,
): LineMark[] {
  const stride = Math.ceil(list.length / mostSpans);
  const width = Math.max(1, Math.min(thickest, row * 0.66));
  return list.flatMap(({ from, to, deviation, weight }, index): LineMark[] => {
    if (weight !== 'best' && index % stride !== 0) return [];
    const ends = [x(from), x(to)];
    if (!ends.every(Number.isFinite)) return [];
    const y = plot.top + (index + 0.5) * row;
    const stroke = weight === 'faint' ? theme.baseline : color;
    const solid = { kind: 'line', dash: [] } as const;
    const opacity = weight === 'best' ? 1 : 0.62;
    const bar: LineMark = { ...solid, xs: ends, ys: [y, y], stroke, width, opacity };
    if (!(deviation > 0)) return [bar];
    const whisker = [Math.max(plot.left, x(to - deviation)), x(to + deviation)];
    return [bar, { ...solid, xs: whisker, ys: [y, y], stroke: theme.text, width: 1.5, opacity: 1 }];
  });
}

function namesOf(list: readonly Span[], plot: Box, row: number, { theme }: Frame): TextMark[] {
  const stride = Math.max(1, Math.ceil((labelSize + 3) / row));
  return list.flatMap(({ label }, index): TextMark[] => {
    if (index % stride !== 0) return [];
    const y = plot.top + (index + 0.5) * row;
    const text = fitText(label, labelSize, plot.left - 10);
    return [{ ...plainText(theme), color: theme.text, x: plot.left - 8, y, text, anchor: 'end' }];
  });
}

function axisTitle(text: string, plot: Box, { theme }: Frame): TextMark {
  const y = plot.top + plot.height + 28;
  return { ...plainText(theme), x: plot.left + plot.width / 2, y, text, anchor: 'middle' };
}
