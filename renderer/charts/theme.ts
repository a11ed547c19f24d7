import { oklchToHex } from '../../src/contract/index.ts';
import type { ChartTheme } from './chart.ts';

/** Colours of the current theme from the style tokens, in hex so that exported pictures carry them. */
export function readChartTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const color = (token: string): string => hexOf(style.getPropertyValue(token));
  return {
    text: color('--ink'),
    muted: color('--ink-faint'),
    grid: color('--hairline'),
    baseline: color('--ink-faint'),
    background: color('--paper'),
    font: style.getPropertyValue('--font').replaceAll('"', "'"),
  };
}

function hexOf(css: string): string {
  const parts = /oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/.exec(css.trim());
  if (parts === null) return css.trim();
  return oklchToHex(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}
