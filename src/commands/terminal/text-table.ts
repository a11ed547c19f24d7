export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of figures are set to the right; by index. */
  readonly right?: (column: number) => boolean;
}

/** Columns apart by two spaces, a line under the head. Colour codes are not counted as width. */
export function textTable({ head, rows, right = () => false }: TextTable): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => widthOf(row[i] ?? ''))));
  const line = (row: readonly string[]) =>
    widths
      .map((width, i) => pad(row[i] ?? '', width, right(i)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function pad(cell: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return right ? space + cell : cell + space;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour code begins with escape
const colorCode = /\u001b\[\d+m/g;
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff00-\uff60]/u;

/** Cells of a terminal: Chinese and Japanese characters take two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text.replace(colorCode, '')) width += wide.test(character) ? 2 : 1;
  return width;
}
