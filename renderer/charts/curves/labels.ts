import type { Box, Frame, LineMark, TextMark } from '../chart.ts';
import { fitText, freestPlace, spreadLabels, textWidth } from '../labels.ts';
import type { Curve, CurveData } from './data.ts';

const labelSize = 11;
const labelHeight = 14;
const widestLabel = 116;
/** Height below which only the strongest baseline is drawn. */
const smallChart = 200;
/** Half of what the last tick's label may need. */
const lastTickRoom = 20;
/** Share of the width after which the end of a line counts as being at the edge. */
const edge = 0.8;
/** Pixels from the end of a line to its name from which a dotted line leads there. */
const farFromLabel = 14;
/** Pixels between two baselines below which only the stronger one is named. */
const nearBaselines = 12;

/** Whether every curve's name fits at the end of its line; else the chart shows a legend. */
export function hasDirectLabels(data: CurveData, frame: Frame): boolean {
  const { length } = data.curves;
  return length > 0 && length * labelHeight <= frame.height - 50 && frame.width >= 240;
}

/** Room to the right of the plot. It depends on the labels only, so that it does not move with the data. */
export function labelRoom(data: CurveData, frame: Frame): number {
  if (!hasDirectLabels(data, frame)) return lastTickRoom;
  const widest = Math.max(0, ...data.curves.map(({ label }) => textWidth(label, labelSize)));
  return Math.max(lastTickRoom, Math.min(widestLabel, widest) + 12);
}

interface LineEnd {
  readonly curve: Curve;
  readonly x: number;
  readonly y: number;
}

export interface EndLabels {
  readonly texts: readonly TextMark[];
  /** From a line to its name where they do not touch. */
  readonly leaders: readonly LineMark[];
}

/** The names of the curves: in a column at the right edge, or beside a line that ends before. */
export function endLabels(
  data: CurveData,
  frame: Frame,
  plot: Box,
  lines: readonly (LineMark | null)[],
): EndLabels {
  if (!hasDirectLabels(data, frame)) return { texts: [], leaders: [] };
  const right = plot.left + plot.width;
  const ends = data.curves.flatMap((curve, index): LineEnd[] => {
    const end = lastVisible(lines[index] ?? null, right);
    if (end === null || curve.label === '') return [];
    const y = Math.min(Math.max(end.y, plot.top), plot.top + plot.height);
    return [{ curve, x: end.x, y }];
  });
  // Lines that end beside one at the edge go with it, or the names of a pair would be torn apart.
  const reached = Math.max(0, ...ends.map(({ x }) => x)) >= plot.left + edge * plot.width;
  const from = plot.left + (reached ? edge - 0.12 : 1) * plot.width;
  const atEdge = ends.filter(({ x }) => x >= from);
  const inside = ends.filter(({ x }) => x < from);
  const column = placeLabels(atEdge, plot, () => right + 6);
  const leaders = column.flatMap(({ end, text }): LineMark[] => {
    if (right - end.x < farFromLabel) return [];
    const xs = [end.x + 2, right];
    const ys = [end.y, text.y];
    const style = { stroke: end.curve.color, width: 1, opacity: 0.4, dash: [1, 3] };
    return [{ kind: 'line', xs, ys, ...style }];
  });
  const placed = [...column, ...placeLabels(inside, plot, ({ x }) => x + 6)];
  return { texts: placed.map(({ text }) => text), leaders };
}

function placeLabels(
  ends: readonly LineEnd[],
  plot: Box,
  left: (end: LineEnd) => number,
): { end: LineEnd; text: TextMark }[] {
  const wanted = ends.map(({ y }) => ({ y, height: labelHeight }));
  const heights = spreadLabels(wanted, plot.top - 4, plot.top + plot.height + 8);
  if (heights === undefined) return [];
  return ends.map((end, index) => ({
    end,
    text: {
      x: left(end),
      y: heights[index]!,
      text: fitText(end.curve.label, labelSize, widestLabel),
      color: end.curve.color,
      size: labelSize,
      anchor: 'start',
      halo: true,
      bold: !end.curve.pale,
    },
  }));
}

function lastVisible(line: LineMark | null, right: number): { x: number; y: number } | null {
  if (line === null) return null;
  for (let i = line.xs.length - 1; i >= 0; i--) {
    const [x, y] = [line.xs[i]!, line.ys[i]!];
    if (x <= right + 0.5 && !Number.isNaN(y)) return { x, y };
  }
  return null;
}

/** Dashed lines right across, each named on the line itself where it hides the least. */
export function baselineMarks(
  data: CurveData,
  project: (value: number) => number,
  frame: Frame,
  plot: Box,
  lines: readonly LineMark[],
  others: readonly TextMark[],
): { marks: LineMark[]; texts: TextMark[] } {
  const [top, bottom] = [plot.top, plot.top + plot.height];
  const xs = [plot.left, plot.left + plot.width];
  const { baseline: stroke } = frame.theme;
  const marks: LineMark[] = [];
  const texts: TextMark[] = [];
  const taken = others.map(boxOf);
  const points = [...samplePoints(lines)];
  const named: number[] = [];
  // A small chart has room for the one that counts.
  const shown = frame.height < smallChart ? data.baselines.slice(0, 1) : data.baselines;
  const placed = shown
    .map(({ label, value }) => ({ label, y: project(value) }))
    .filter(({ y }) => y >= top - 0.5 && y <= bottom + 0.5);
  for (const { label, y } of placed) {
    marks.push({ kind: 'line', xs, ys: [y, y], stroke, width: 1, opacity: 1, dash: [5, 4] });
    if (named.some((other) => Math.abs(other - y) < nearBaselines)) continue;
    named.push(y);
    const text = fitText(label, labelSize, plot.width - 16);
    const inside = labelBoxes(textWidth(text, labelSize), y, plot).filter(
      (box) => box.top >= top - 1 && box.top + box.height <= bottom + 1,
    );
    // A name that crosses another baseline would seem to be that one's.
    const crossed = placed.filter((other) => other.y !== y).map((other) => rowOf(other.y, plot));
    const place = freestPlace(inside, points, [...taken, ...crossed]);
    if (place === undefined) continue;
    taken.push(place.box);
    const at = { x: place.box.left, y: place.box.top + labelHeight / 2 };
    const style = { color: stroke, size: labelSize, halo: true, bold: false } as const;
    texts.push({ ...at, ...style, text, anchor: 'start' });
  }
  return { marks, texts };
}

/** Above or below the line, at its right, its middle or its left. */
function labelBoxes(width: number, y: number, plot: Box): Box[] {
  const right = plot.left + plot.width;
  const lefts = [right - width - 6, plot.left + (plot.width - width) / 2, plot.left + 8];
  return [y - labelHeight - 1, y + 2].flatMap((top) =>
    lefts.map((left) => ({ left, top, width, height: labelHeight })),
  );
}

function rowOf(y: number, { left, width }: Box): Box {
  return { left, top: y - 0.5, width, height: 1 };
}

function boxOf(text: TextMark): Box {
  const width = textWidth(text.text, text.size);
  return { left: text.x, top: text.y - labelHeight / 2, width, height: labelHeight };
}

/** Points every few pixels along the lines: enough to see what a label would cover. */
function* samplePoints(lines: readonly LineMark[]): Generator<readonly [number, number]> {
  const every = 4;
  for (const { xs, ys } of lines) {
    let last = -Infinity;
    for (let i = 0; i < xs.length; i++) {
      const [x, y] = [xs[i]!, ys[i]!];
      if (x - last < every - 1) continue;
      // A long straight stretch covers as much as a crowded one.
      const [fromX, fromY] = i > 0 ? [xs[i - 1]!, ys[i - 1]!] : [x, y];
      const pieces = Math.max(1, Math.floor((x - fromX) / every));
      for (let piece = 1; piece <= pieces; piece++) {
        const share = piece / pieces;
        yield [fromX + (x - fromX) * share, fromY + (y - fromY) * share];
      }
      last = x;
    }
  }
}
