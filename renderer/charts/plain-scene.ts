import { type Domain, type Scaling, ticksOf } from './axis.ts';
import type { Box, ChartTheme, Frame, LineMark, Scene, TextMark } from './chart.ts';

/** What every scene shares: its size and the theme's colours. */
export function sceneOf(
  { width, height, theme }: Frame,
  plot: Box,
  drawn: Pick<Scene, 'grid' | 'marks' | 'texts'>,
): Scene {
  const { background, text, font } = theme;
  return { width, height, plot, background, titleColor: text, font, ...drawn };
}

export const labelSize = 11;

export function plainText(theme: ChartTheme): Pick<TextMark, 'color' | 'size' | 'halo' | 'bold'> {
  return { color: theme.muted, size: labelSize, halo: false, bold: false };
}

export function gridLine(
  xs: readonly number[],
  ys: readonly number[],
  theme: ChartTheme,
): LineMark {
  return { kind: 'line', xs, ys, stroke: theme.grid, width: 1, opacity: 1, dash: [] };
}

/** Horizontal lines with their values on the left. */
export function valueAxis(
  domain: Domain,
  scaling: Scaling,
  project: (value: number) => number,
  plot: Box,
  theme: ChartTheme,
): { readonly grid: LineMark[]; readonly texts: TextMark[] } {
  const ticks = ticksOf(domain, scaling, plot.height / 36);
  const ends = [plot.left, plot.left + plot.width];
  return {
    grid: ticks.map(({ value }) => gridLine(ends, [project(value), project(value)], theme)),
    texts: ticks.map(({ value, label }) => ({
      ...plainText(theme),
      x: plot.left - 8,
      y: project(value),
      text: label,
      anchor: 'end',
    })),
  };
}
