import type { ChartTheme, Frame, LineMark, TextMark } from '../chart.ts';
import { fitText, textWidth } from '../labels.ts';
import type { ForecastData, ForecastLine } from './data.ts';

/** Size of every text in the chart. */
export const size = 11;

export type Style = Pick<LineMark, 'stroke' | 'width' | 'opacity' | 'dash'>;

/** How a line is drawn, in the plot and in the key. */
export function styleOf(name: ForecastLine['name'], data: ForecastData, theme: ChartTheme): Style {
  switch (name) {
    case 'forecast':
      return { stroke: data.color, width: 2, opacity: 1, dash: [] };
    case 'baseline':
      return { stroke: theme.baseline, width: 1, opacity: 1, dash: [4, 3] };
    case 'truth':
      return { stroke: theme.text, width: 1.25, opacity: 0.85, dash: [] };
    case 'history':
      return { stroke: theme.text, width: 1.25, opacity: 0.45, dash: [] };
  }
}

interface Key {
  readonly strokes: readonly LineMark[];
  readonly texts: readonly TextMark[];
  /** Pixels that it takes from the top. */
  readonly height: number;
}

const [left, stroke, gap, between, row] = [4, 14, 5, 14, 15];

/** Names of the lines above the plot, each behind a piece of its line, in as many rows as it takes. */
export function keyAbove(
  data: ForecastData,
  lines: readonly ForecastLine[],
  { width, theme }: Frame,
): Key {
  const named = lines.flatMap(({ name }) =>
    name === 'history' ? [] : [{ text: data.labels[name], style: styleOf(name, data, theme) }],
  );
  const bands = data.bands.map(({ label }) => label).join(', ');
  const band: Style = { stroke: data.color, width: 8, opacity: 0.3, dash: [] };
  const entries = [...named.reverse(), ...(bands === '' ? [] : [{ text: bands, style: band }])];
  const strokes: LineMark[] = [];
  const texts: TextMark[] = [];
  let [x, y] = [left, row / 2];
  for (const { text, style } of entries) {
    const shown = fitText(text, size, width - left - stroke - gap);
    const taken = stroke + gap + textWidth(shown, size);
    if (x > left && x + taken > width) [x, y] = [left, y + row];
    strokes.push({ kind: 'line', xs: [x, x + stroke], ys: [y, y], ...style });
    texts.push({
      x: x + stroke + gap,
      y,
      text: shown,
      color: theme.muted,
      size,
      anchor: 'start',
      halo: false,
      bold: false,
    });
    x += taken + between;
  }
  return { strokes, texts, height: texts.length === 0 ? 0 : y + row / 2 };
}
