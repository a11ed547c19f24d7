import { element, text } from '../../comparison/svg.ts';
import { runColor } from '../../contract/index.ts';
import type { ResultRow } from '../results.ts';
import { logAxis } from './log-axis.ts';
import { chartInk, type Drawing } from './style.ts';

const rowHeight = 21;
const plot = { left: 250, right: 850, head: 46 };

/** Ratios of all rows as marks on one logarithmic axis, each with its spread. */
export function ratioPlot(rows: readonly ResultRow[], top: number): Drawing {
  const shown = rows.filter((row) => row.ratio !== undefined);
  if (shown.length === 0) return { height: 0, parts: [] };
  const axis = logAxis([1, ...shown.flatMap(ends)], plot.left, plot.right);
  const peers = [...new Set(shown.map(({ peer }) => peer ?? ''))];
  const begin = top + plot.head;
  const bottom = begin + shown.length * rowHeight;
  const grid = axis.ticks.map((tick) => {
    const x = axis.place(tick);
    const isEven = tick === 1;
    const stroke = isEven ? chartInk.faint : chartInk.grid;
    const line = { x1: x, x2: x, y1: begin, y2: bottom, stroke };
    const label = { x, y: bottom + 17, fill: chartInk.faint, size: 12, anchor: 'middle' } as const;
    return element('line', line) + text(`${tick}×`, label);
  });
  const marks = shown.map((row, i) => {
    const y = begin + (i + 0.5) * rowHeight;
    return mark(row, y, runColor(peers.indexOf(row.peer ?? ''), 'light'), axis.place);
  });
  return { height: bottom + 40 - top, parts: [legend(peers, top), ...grid, ...marks] };
}

/** Half the interquartile range to either side. */
function ends({ ratio = 1, spread = 0 }: ResultRow): [low: number, high: number] {
  return [ratio * Math.max(0.05, 1 - spread / 2), ratio * (1 + spread / 2)];
}

function mark(row: ResultRow, y: number, color: string, place: (value: number) => number): string {
  const x = place(row.ratio!);
  const [low, high] = ends(row).map(place);
  const range = { x1: low!, x2: high!, y1: y, y2: y, stroke: color, 'stroke-width': 6 };
  return [
    text(row.work, { x: plot.left - 12, y: y + 4, fill: chartInk.ink, size: 12, anchor: 'end' }),
    element('line', { x1: place(1), x2: x, y1: y, y2: y, stroke: color, 'stroke-width': 1.5 }),
    element('line', { ...range, opacity: 0.35 }),
    element('circle', { cx: x, cy: y, r: 4, fill: color }),
    text(row.ratio!.toFixed(2), {
      x: plot.right + 12,
      y: y + 4,
      fill: color,
      size: 12,
      weight: 600,
    }),
  ].join('');
}

function legend(peers: readonly string[], top: number): string {
  const parts = peers.map((peer, i) => {
    const x = plot.left + i * 150;
    const color = runColor(i, 'light');
    const name = { x: x + 10, y: top + 20, fill: chartInk.ink, size: 12 };
    return element('circle', { cx: x, cy: top + 16, r: 4, fill: color }) + text(peer, name);
  });
  return parts.join('');
}
