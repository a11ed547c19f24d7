import type { ChartTheme, Frame } from '../chart.ts';
import { type Key, keyAbove, type LineStyle } from '../key.ts';
import type { ForecastData, ForecastLine } from './data.ts';

/** Size of every text in the chart. */
export const size = 11;

/** How a line is drawn, in the plot and in the key. */
export function styleOf(
  name: ForecastLine['name'],
  data: ForecastData,
  theme: ChartTheme,
): LineStyle {
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

/** Names of the lines above the plot. */
export function forecastKey(data: ForecastData, lines: readonly ForecastLine[], frame: Frame): Key {
  const named = lines.flatMap(({ name }) =>
    name === 'history'
      ? []
      : [{ text: data.labels[name], style: styleOf(name, data, frame.theme) }],
  );
  const bands = data.bands.map(({ label }) => label).join(', ');
  const band: LineStyle = { stroke: data.color, width: 8, opacity: 0.3, dash: [] };
  const entries = [...named.reverse(), ...(bands === '' ? [] : [{ text: bands, style: band }])];
  return keyAbove(entries, frame);
}
