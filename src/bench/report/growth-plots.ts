import { element, polyline, text } from '../../comparison/svg.ts';
import { runColor } from '../../contract/index.ts';
import type { MeasuredRow } from '../results.ts';
import { logAxis } from './log-axis.ts';
import { chartInk, type Drawing } from './style.ts';

const panel = { width: 300, height: 240, across: 3 };
const inside = { left: 52, right: 286, top: 34, bottom: 196 };

interface Point {
  readonly size: number;
  readonly ours: number;
  readonly peer: number | undefined;
}

/** How time grows with each size: small panels, both axes logarithmic. */
export function growthPlots(measured: readonly MeasuredRow[], left: number, top: number): Drawing {
  const axes = [...new Set(measured.flatMap(({ row }) => row.growth?.along ?? []))];
  const panels = axes.map((along) => ({ along, points: pointsAlong(measured, along) }));
  const drawn = panels.filter(({ points }) => points.length > 1);
  const parts = drawn.map(({ along, points }, i) => {
    const x = left + (i % panel.across) * panel.width;
    const y = top + Math.floor(i / panel.across) * panel.height;
    return element('g', { transform: `translate(${x} ${y})` }, [drawPanel(along, points)]);
  });
  return { height: Math.ceil(drawn.length / panel.across) * panel.height, parts };
}

function pointsAlong(measured: readonly MeasuredRow[], along: string): Point[] {
  return measured.flatMap(({ row, result }) =>
    row.growth?.along === along && result.ours_ms !== undefined
      ? [{ size: row.growth.value, ours: result.ours_ms, peer: result.peer_ms }]
      : [],
  );
}

function drawPanel(along: string, points: readonly Point[]): string {
  const others = points.flatMap(({ size, peer }) => (peer === undefined ? [] : [{ size, peer }]));
  const x = logAxis(
    points.map(({ size }) => size),
    inside.left,
    inside.right,
  );
  const times = [...points.map(({ ours }) => ours), ...others.map(({ peer }) => peer)];
  const y = logAxis(times, inside.bottom, inside.top);
  const rules = y.ticks.map((tick) => {
    const at = y.place(tick);
    const line = { x1: inside.left, x2: inside.right, y1: at, y2: at, stroke: chartInk.grid };
    const place = { x: inside.left - 8, y: at + 4, fill: chartInk.faint, size: 11 };
    return element('line', line) + text(String(tick), { ...place, anchor: 'end' });
  });
  const sizes = points.map(({ size }) => {
    const place = { x: x.place(size), y: inside.bottom + 17, fill: chartInk.faint, size: 11 };
    return text(String(size), { ...place, anchor: 'middle' });
  });
  const title = { x: inside.left, y: 18, fill: chartInk.ink, size: 13, weight: 600 };
  return [
    text(`Time (ms) by ${along}`, title),
    ...rules,
    ...sizes,
    curve(
      others.map(({ size, peer }) => [x.place(size), y.place(peer)] as const),
      runColor(0, 'light'),
    ),
    curve(
      points.map(({ size, ours }) => [x.place(size), y.place(ours)] as const),
      chartInk.ink,
    ),
  ].join('');
}

function curve(points: readonly (readonly [number, number])[], color: string): string {
  if (points.length === 0) return '';
  const style = { fill: 'none', stroke: color, 'stroke-width': 2, 'stroke-linejoin': 'round' };
  const dots = points.map(([cx, cy]) => element('circle', { cx, cy, r: 3, fill: color }));
  return element('polyline', { points: polyline(points), ...style }) + dots.join('');
}
