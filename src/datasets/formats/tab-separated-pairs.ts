import { UnrollError } from '../../contract/index.ts';
import { linesOf } from '../parallel/lines.ts';
import { PairCollector } from '../parallel/parallel-text.ts';
import { chooseSides, isLanguageCode } from '../parallel/sides.ts';
import type { Head, ParallelFormat, Source } from './format.ts';

/** Lines of the beginning by which the format is told. */
const sampledLines = 400;

/**
 * A sentence, a tab, its translation; further columns such as numbers and attributions, as Tatoeba's
 * exports have them, are passed over.
 */
export const tabSeparatedPairs: ParallelFormat = {
  id: 'tab-separated-pairs',
  label: 'Tab-separated pairs',
  kind: 'parallel',
  extensions: [],

  sniff(head: Head): number {
    if (head.encoding === null || !head.text.includes('\t')) return 0;
    const layout = layoutOf(sampleOf(head));
    if (layout === null || !layout.varied) return 0;
    return layout.even >= 0.98 ? 0.97 : layout.even >= 0.9 ? 0.9 : 0;
  },

  async read(source: Source, wanted) {
    const layout = layoutOf(sampleOf(source.head));
    if (layout === null) throw noPairs(source.head.name);
    const { columns, names } = layout;
    const chosen = chooseSides(names, wanted);
    const [from, to] = [chosen.source, chosen.target].map((side) => columns[names.indexOf(side)]!);
    const pairs = new PairCollector();
    let uneven = 0;
    let first = layout.header;
    const encoding = await source.encoding();
    for await (const line of linesOf(source.path, encoding)) {
      const cells = line.split('\t');
      if (first) first = false;
      else if (cells.length > Math.max(...columns)) pairs.add(cells[from!]!, cells[to!]!);
      else if (line.trim() !== '') uneven++;
    }
    return {
      sides: names,
      ...chosen,
      sources: pairs.sources,
      targets: pairs.targets,
      parts: pairs.parts,
      encoding,
      diagnoses: uneven === 0 ? [] : [unevenLines(uneven)],
    };
  },
};

interface Layout {
  /** Positions of the two columns of sentences. */
  readonly columns: readonly [number, number];
  readonly names: readonly [string, string];
  readonly header: boolean;
  /** Share of lines with both. */
  readonly even: number;
  /** Neither column repeats a few values, as labels do. */
  readonly varied: boolean;
}

function sampleOf(head: Head): string[][] {
  const lines = head.text.split(/\r\n|\n|\r/);
  if (!head.complete) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '').slice(0, sampledLines);
  return filled.map((line) => line.split('\t'));
}

function layoutOf(rows: readonly (readonly string[])[]): Layout | null {
  if (rows.length === 0) return null;
  const width = Math.max(...rows.map((cells) => cells.length));
  if (width > 6) return null;
  const columns: number[] = [];
  for (let column = 0; column < width; column++) {
    if (holdsSentences(rows.map((cells) => cells[column] ?? ''))) columns.push(column);
  }
  const [left, right] = columns;
  if (left === undefined || right === undefined || columns.length > 2) return null;
  const header = rows[0]!.length > right && isHeader(rows[0]![left]!, rows[0]![right]!);
  const body = header ? rows.slice(1) : rows;
  const cellsOf = (column: number) => body.map((cells) => cells[column] ?? '');
  return {
    columns: [left, right],
    names: header ? [rows[0]![left]!.trim(), rows[0]![right]!.trim()] : ['left', 'right'],
    header,
    even: body.filter((cells) => cells.length > right).length / Math.max(1, body.length),
    varied: [left, right].every((column) => isVaried(cellsOf(column))),
  };
}

/** Letters in nearly every filled cell, and neither attributions nor names of files. */
function holdsSentences(all: readonly string[]): boolean {
  const cells = all.filter((cell) => cell.trim() !== '');
  if (cells.length < all.length / 2) return false;
  const share = (test: (cell: string) => boolean) => cells.filter(test).length / cells.length;
  if (share((cell) => /\p{L}/u.test(cell)) < 0.9) return false;
  if (share((cell) => /^CC[- ]BY|\.(wav|mp3|flac|ogg|png|jpe?g)$|^https?:/i.test(cell)) > 0.5) {
    return false;
  }
  return share((cell) => /^[a-z]{3}$|^\d{4}-\d\d-\d\d/.test(cell)) < 0.5;
}

function isVaried(cells: readonly string[]): boolean {
  return new Set(cells).size >= Math.max(1, cells.length * 0.25);
}

const sideNames = /^(src|source|tgt|trg|target|english|french|german|spanish|chinese)$/i;

function isHeader(left: string, right: string): boolean {
  const isName = (cell: string) => sideNames.test(cell.trim()) || isLanguageCode(cell.trim());
  return left.trim() !== right.trim() && isName(left) && isName(right);
}

function unevenLines(count: number) {
  return {
    severity: 'warning',
    code: 'lines-without-pair',
    message: `${count} ${count === 1 ? 'line lacks' : 'lines lack'} a tab with a translation after it.`,
    action: 'They are left out.',
  } as const;
}

function noPairs(name: string): UnrollError {
  return new UnrollError({
    code: 'no-pairs',
    message: `${name} holds no sentences with their translations after a tab.`,
    where: name,
    hint: 'Write one pair a line: sentence, tab, translation.',
  });
}
