import type { Frame, LineMark, TextMark } from './chart.ts';
import { fitText, textWidth } from './labels.ts';

/** Pixels below which names beside the lines would take too much of the width: they stand above. */
export const narrow = 460;

/** Size of its texts. */
const size = 11;

/** How a line is drawn, in the plot and in the key. */
export type LineStyle = Pick<LineMark, 'stroke' | 'width' | 'opacity' | 'dash'>;

export interface KeyEntry {
  readonly text: string;
  readonly style: LineStyle;
}

export interface Key {
  readonly strokes: readonly LineMark[];
  readonly texts: readonly TextMark[];
  /** Pixels that it takes from the top. */
  readonly height: number;
}

const [left, gap, between, row] = [4, 5, 14, 15];

/**
 * Names of lines above the plot, each behind a piece of its line, in as many rows as it takes.
 * @param stroke length of the pieces: longer where dashes tell the lines apart
 */
export function keyAbove(entries: readonly KeyEntry[], { width, theme }: Frame, stroke = 14): Key {
  const strokes: LineMark[] = [];
  const texts: TextMark[] = [];
  let [x, y] = [left, row / 2];
  for (const { text, style } of entries) {
    const shown = fitText(text, size, width - left - stroke - gap);
    const taken = stroke + gap + textWidth(shown, size);
    if (x > left && x + taken > width) [x, y] = [left, y + row];
    strokes.push({ kind: 'line', xs: [x, x + stroke], ys: [y, y], ...style });
    const plain = { color: theme.muted, size, halo: false, bold: false, anchor: 'start' } as const;
    texts.push({ ...plain, x: x + stroke + gap, y, text: shown });
    x += taken + between;
  }
  return { strokes, texts, height: texts.length === 0 ? 0 : y + row / 2 };
}
