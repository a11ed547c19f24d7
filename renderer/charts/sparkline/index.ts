import { extentOf, projector } from '../axis.ts';
import type { Chart, Frame, Mark, Scene } from '../chart.ts';
import { lineFacts } from '../chart.ts';
import { decimate } from '../decimation.ts';

export interface SparklineData {
  readonly label: string;
  readonly values: readonly number[];
  readonly color: string;
  /** A level to compare with: drawn dashed where it is near. */
  readonly baseline: number | null;
}

/** A curve the size of a word: no axes, a dot where it ends. */
export const sparkline: Chart<SparklineData> = {
  id: 'sparkline',
  fromSequence: (values) => ({ label: 'sequence', values, color: '#0072b2', baseline: null }),
  scene: sparklineScene,
  table: ({ label, values }) => ({
    columns: ['index', label],
    rows: values.map((value, index) => [index, Number.isFinite(value) ? value : null]),
  }),
  facts: ({ label, values }) => {
    const facts = lineFacts(label, values);
    return facts === undefined ? [] : [facts];
  },
};

function sparklineScene(data: SparklineData, frame: Frame): Scene {
  const { width, height, theme } = frame;
  const plot = { left: 2, top: 3, width: Math.max(1, width - 6), height: Math.max(1, height - 6) };
  const empty = {
    width,
    height,
    plot,
    background: theme.background,
    titleColor: theme.text,
    font: theme.font,
    grid: [],
    texts: [],
  };
  const domain = extentOf(data.values);
  if (domain === undefined) return { ...empty, marks: [] };
  const flat = domain.max === domain.min;
  const y = flat
    ? (value: number) => (Number.isFinite(value) ? plot.top + plot.height / 2 : Number.NaN)
    : projector(domain, 'linear', plot.top + plot.height, -plot.height);
  const x = projector(
    { min: 0, max: Math.max(1, data.values.length - 1) },
    'linear',
    plot.left,
    plot.width,
  );
  const xs = Float64Array.from(data.values, (_, index) => x(index));
  const ys = Float64Array.from(data.values, y);
  const line = decimate(xs, ys, plot.left, plot.left + plot.width);
  const marks: Mark[] = [];
  const { baseline } = data;
  if (baseline !== null && baseline >= domain.min && baseline <= domain.max) {
    const level = y(baseline);
    const ends = [plot.left, plot.left + plot.width];
    marks.push({
      kind: 'line',
      xs: ends,
      ys: [level, level],
      stroke: theme.baseline,
      width: 1,
      opacity: 0.7,
      dash: [2, 2],
    });
  }
  marks.push({ kind: 'line', ...line, stroke: data.color, width: 1.25, opacity: 1, dash: [] });
  const last = ys.findLastIndex((value) => !Number.isNaN(value));
  marks.push({ kind: 'dot', x: xs[last]!, y: ys[last]!, radius: 1.75, fill: data.color });
  return { ...empty, marks };
}
