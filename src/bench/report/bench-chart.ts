import { element, text } from '../../comparison/svg.ts';
import type { MachineFacts, MeasuredRow } from '../results.ts';
import { growthPlots } from './growth-plots.ts';
import { ratioPlot } from './ratio-plot.ts';
import { chartInk } from './style.ts';

const width = 960;
const margin = 30;
const head = 62;

/**
 * Draws what was measured as an SVG document on a light background: how many times as fast as each
 * peer, row by row, and below it how time grows with each size (ours in black).
 */
export function benchChart(measured: readonly MeasuredRow[], machine: MachineFacts): string {
  const compared = measured.filter(({ row }) => row.group !== 'growth');
  const ratios = ratioPlot(
    compared.map(({ result }) => result),
    head,
  );
  const growth = growthPlots(measured, margin, head + ratios.height + 10);
  const height = head + ratios.height + growth.height + 20;
  const pytorch = machine.pytorch === null ? '' : `, PyTorch ${machine.pytorch}`;
  const subtitle = `${machine.processor}, ${machine.threads} threads${pytorch}; higher is faster, bars show the interquartile range`;
  const parts = [
    element('rect', { width, height, fill: '#ffffff' }),
    text('Speed of Unroll over its peers', {
      x: margin,
      y: 28,
      fill: chartInk.ink,
      size: 17,
      weight: 600,
    }),
    text(subtitle, { x: margin, y: 49, fill: chartInk.faint, size: 13 }),
    ...ratios.parts,
    ...growth.parts,
  ];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-label': 'Training speed of Unroll over that of its peers',
    'font-family': "Inter, 'Helvetica Neue', Arial, sans-serif",
  };
  return `${element('svg', attributes, parts)}\n`;
}
