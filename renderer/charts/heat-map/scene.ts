import type { AreaMark, Box, Frame, Scene, TextMark } from '../chart.ts';
import type { HeatMapData } from './data.ts';

const labelSize = 11;
/** Of a letter at that size, on average. */
const letterWidth = 6.4;
const longestLabel = 150;
/** Two lines of column labels, so that neighbours have twice the room. */
const topHeight = 34;
const gap = 1;
/** So that a cell of the lowest value is still seen as a cell. */
const leastOpacity = 0.04;

/** Cells row by row; more columns or rows than pixels are drawn by their largest value. */
export function heatMapScene(data: HeatMapData, frame: Frame): Scene {
  const { width, height, theme } = frame;
  const longest = Math.max(0, ...data.rows.map((label) => [...label].length));
  const left = Math.min(longestLabel, width / 3, 12 + longest * letterWidth);
  const plot: Box = {
    left,
    top: Math.min(topHeight, height / 3),
    width: Math.max(1, width - left - 2),
    height: Math.max(1, height - Math.min(topHeight, height / 3) - 2),
  };
  const columns = Math.max(0, ...data.values.map((row) => row.length));
  const marks = columns === 0 ? [] : cells(data, plot, columns);
  return {
    width,
    height,
    plot,
    background: theme.background,
    titleColor: theme.text,
    font: theme.font,
    grid: [],
    marks,
    texts:
      columns === 0
        ? []
        : [...rowLabels(data, plot, theme.text), ...columnLabels(data, plot, theme.muted)],
  };
}

function cells(data: HeatMapData, plot: Box, columns: number): AreaMark[] {
  const rowCount = Math.min(data.values.length, Math.floor(plot.height));
  const columnCount = Math.min(columns, Math.floor(plot.width));
  const marks: AreaMark[] = [];
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < columnCount; column++) {
      const value = pooled(data, columns, [row, rowCount], [column, columnCount]);
      if (value === null) continue;
      marks.push(cell(data, value, cellBox(plot, [row, rowCount], [column, columnCount])));
    }
  }
  return marks;
}

type Place = readonly [index: number, count: number];

/** The largest value that falls on a cell; null where there is none. */
function pooled(data: HeatMapData, columns: number, row: Place, column: Place): number | null {
  const range = ([index, count]: Place, length: number): [number, number] => [
    Math.floor((index * length) / count),
    Math.floor(((index + 1) * length) / count),
  ];
  const [firstRow, endRow] = range(row, data.values.length);
  const [firstColumn, endColumn] = range(column, columns);
  let largest: number | null = null;
  for (let i = firstRow; i < endRow; i++) {
    for (let j = firstColumn; j < endColumn; j++) {
      const value = data.values[i]![j];
      if (value === undefined || !Number.isFinite(value)) continue;
      if (largest === null || value > largest) largest = value;
    }
  }
  return largest;
}

function cellBox(plot: Box, [row, rows]: Place, [column, columns]: Place): Box {
  const [width, height] = [plot.width / columns, plot.height / rows];
  const room = (size: number) => (size > 4 * gap ? size - gap : size);
  return {
    left: plot.left + column * width,
    top: plot.top + row * height,
    width: room(width),
    height: room(height),
  };
}

function cell({ low, high, color }: HeatMapData, value: number, box: Box): AreaMark {
  const share = high === low ? 1 : (value - low) / (high - low);
  return {
    kind: 'area',
    xs: [box.left, box.left + box.width],
    lower: [box.top + box.height, box.top + box.height],
    upper: [box.top, box.top],
    fill: color,
    opacity: Math.max(leastOpacity, Math.min(1, share)),
  };
}

function rowLabels({ rows, values }: HeatMapData, plot: Box, color: string): TextMark[] {
  const height = plot.height / values.length;
  const letters = Math.floor((plot.left - 8) / letterWidth);
  return rows.slice(0, values.length).flatMap((label, row) => {
    if (height < labelSize - 1) return [];
    const y = plot.top + (row + 0.5) * height;
    return [labelAt(shorten(label, letters), plot.left - 6, y, color, 'end')];
  });
}

function columnLabels({ columns }: HeatMapData, plot: Box, color: string): TextMark[] {
  const width = plot.width / columns.length;
  const letters = Math.floor((2 * width - 4) / letterWidth);
  if (letters < 1) return [];
  return columns.map((label, column) => {
    const x = plot.left + (column + 0.5) * width;
    const y = plot.top - (column % 2 === 0 ? 10 : 24);
    return labelAt(shorten(label, letters), x, y, color, 'middle');
  });
}

function labelAt(
  text: string,
  x: number,
  y: number,
  color: string,
  anchor: TextMark['anchor'],
): TextMark {
  return { x, y, text, color, size: labelSize, anchor, halo: false, bold: false };
}

function shorten(label: string, letters: number): string {
  const signs = [...label];
  return signs.length <= letters ? label : `${signs.slice(0, Math.max(1, letters - 1)).join('')}…`;
}
