import type { LineMark, Scene, TextMark } from '../chart.ts';
import { textWidth } from '../labels.ts';
import type { Curve } from './data.ts';

const rowHeight = 18;
const labelSize = 11;
const swatch = 16;
const gap = 14;

/** A scene with the names of its curves beneath, for pictures that are taken elsewhere. */
export function withLegend(scene: Scene, curves: readonly Curve[], color: string): Scene {
  const named = curves.filter(({ label }) => label !== '');
  if (named.length === 0) return scene;
  let [x, row] = [scene.plot.left, 0];
  const marks: LineMark[] = [];
  const texts: TextMark[] = [];
  for (const { label, color: stroke, pale } of named) {
    const width = swatch + 6 + textWidth(label, labelSize) + gap;
    if (x + width > scene.width && x > scene.plot.left) [x, row] = [scene.plot.left, row + 1];
    const y = scene.height + row * rowHeight + rowHeight / 2;
    const line = { kind: 'line', stroke, dash: [], opacity: pale ? 0.6 : 1 } as const;
    marks.push({ ...line, xs: [x, x + swatch], ys: [y, y], width: pale ? 1 : 2 });
    const plain = { color, size: labelSize, halo: false, bold: false, anchor: 'start' } as const;
    texts.push({ ...plain, x: x + swatch + 6, y, text: label });
    x += width;
  }
  return {
    ...scene,
    height: scene.height + (row + 1) * rowHeight + 4,
    // Marks are cut off at the edges of the plot; lines of the grid are not.
    grid: [...scene.grid, ...marks],
    texts: [...scene.texts, ...texts],
  };
}
