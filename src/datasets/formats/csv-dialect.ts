import { isMissingWord, isNumber } from '../table/number-notation.ts';
import { clockPattern, isTime } from '../table/time-notation.ts';

/** How a table is written as lines of text. */
export interface Dialect {
  /** One character; `whitespace` is any run of spaces and tabs; null is one column alone. */
  readonly delimiter: ',' | ';' | '\t' | '|' | 'whitespace' | null;
  /** Whether `"` encloses fields. */
  readonly quoted: boolean;
  readonly header: boolean;
  /** Lines before the table: titles, comments. */
  readonly preamble: number;
  /** Lines that begin with this are left out. */
  readonly comment: '#' | '%' | null;
  readonly columns: number;
  /** As written; empty without a header, possibly shorter than `columns`. */
  readonly names: readonly string[];
  /** Share of sampled rows that have `columns` fields, 0 to 1. */
  readonly consistency: number;
  /** Share of sampled cells that are numbers, times or missing, 0 to 1. */
  readonly typed: number;
  /** Rows sampled, the header not counted. */
  readonly sampled: number;
}

const delimiters = [',', ';', '\t', '|', 'whitespace', null] as const;
const sampleRows = 500;

/**
 * Tells from the beginning of a text how its table is written, or null when the lines have no
 * common shape. Each delimiter is tried; the one that makes the most cells readable wins.
 *
 * @param complete whether `text` is the whole file; else its last line is taken as cut
 */
export function detectDialect(text: string, complete: boolean): Dialect | null {
  const comment = commentMark(text);
  let best: { dialect: Dialect; score: number } | null = null;
  for (const delimiter of delimiters) {
    const dialect = tryDelimiter(text, complete, delimiter, comment);
    if (dialect === null) continue;
    const bonus = dialect.columns > 1 ? 0.1 : 0;
    const fit = dialect.typed * dialect.consistency ** 2 + bonus;
    const score = fit * plausibility(dialect, text);
    if (best === null || score > best.score + 1e-9) best = { dialect, score };
  }
  return best?.dialect ?? null;
}

/** How much a way of cutting is to be believed, 0 to 1, where two make the cells equally readable. */
function plausibility(dialect: Dialect, text: string): number {
  // One column of decimal commas is possible, but two columns of whole numbers are likelier.
  if (dialect.delimiter === null) {
    const lines = text.split('\n', 40).filter((line) => line.trim() !== '');
    const divided = lines.filter((line) => /[,;|\t]/.test(line)).length;
    return divided > lines.length / 2 ? 0.8 : 1;
  }
  if (dialect.preamble === 0) return 1;
  // Where the first line does not fit and no names follow it, the line itself held the names; and
  // sentences of equally many words are no table.
  if (dialect.header) return 0.9;
  return dialect.delimiter === 'whitespace' ? 0.25 : 0.5;
}

/** A mark counts as a comment when lines that begin with it stand among others that do not. */
function commentMark(text: string): '#' | '%' | null {
  const first = text.trimStart()[0];
  return first === '#' || first === '%' ? first : /\n#/.test(text) ? '#' : null;
}

interface Line {
  readonly fields: readonly string[];
  /** Number of the line in the file, from 0. */
  readonly number: number;
}

function tryDelimiter(
  text: string,
  complete: boolean,
  delimiter: Dialect['delimiter'],
  comment: Dialect['comment'],
): Dialect | null {
  const { lines: all, quoted } = splitLines(text, complete, delimiter);
  const lines = all.filter(
    ({ fields }) =>
      (fields.length > 1 || fields[0]?.trim() !== '') &&
      !(comment !== null && fields[0]?.trimStart().startsWith(comment)),
  );
  const columns = usualLength(lines.slice(Math.floor(lines.length / 4)));
  if (columns === 0 || (delimiter !== null && columns < 2)) return null;
  const start = firstTableLine(lines, columns);
  const [first, ...rest] = lines.slice(start);
  if (first === undefined) return null;
  const header = hasHeader(first.fields, rest, columns);
  const body = header ? rest : [first, ...rest];
  const even = body.filter(({ fields }) => fields.length === columns).length;
  return {
    delimiter,
    quoted,
    header,
    preamble: first.number,
    comment,
    columns,
    names: header ? first.fields.map((name) => name.trim()) : [],
    consistency: body.length === 0 ? 1 : even / body.length,
    typed: typedShare(body),
    sampled: body.length,
  };
}

/** Titles stand above the table: the table begins where lines take their usual length. */
function firstTableLine(lines: readonly Line[], columns: number): number {
  const start = lines.findIndex(({ fields }) => fields.length === columns);
  if (start <= 0) return 0;
  // A header one field short is R's way of leaving the row names without a name.
  const before = lines[start - 1]!;
  return start === 1 && columns > 2 && before.fields.length === columns - 1 ? 0 : start;
}

function usualLength(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of lines) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  let usual = 0;
  let most = 0;
  for (const [length, count] of counts) if (count > most) [usual, most] = [length, count];
  return usual;
}

type CellKind = 'missing' | 'number' | 'time' | 'word';

function kindOf(cell: string): CellKind {
  const trimmed = cell.trim();
  if (isMissingWord(trimmed)) return 'missing';
  if (isNumber(trimmed)) return 'number';
  return isTime(trimmed) || clockPattern.test(trimmed) ? 'time' : 'word';
}

function typedShare(lines: readonly Line[]): number {
  let cells = 0;
  let typed = 0;
  for (const { fields } of lines) {
    for (const field of fields) {
      cells++;
      if (kindOf(field) !== 'word') typed++;
    }
  }
  return cells === 0 ? 0 : typed / cells;
}

/**
 * A first line of words over columns of numbers is a header; a first line with a number in a
 * column of numbers is not. Where all is words, distinct short ones that do not return are taken
 * for names.
 */
function hasHeader(first: readonly string[], rest: readonly Line[], columns: number): boolean {
  if (rest.length === 0) return first.every((cell) => kindOf(cell) === 'word');
  let votes = 0;
  for (let column = 0; column < columns; column++) {
    const below = rest.map(({ fields }) => kindOf(fields[column] ?? ''));
    const present = below.filter((kind) => kind !== 'missing');
    const words = present.filter((kind) => kind === 'word').length;
    if (present.length === 0 || words > present.length / 10) continue;
    const kind = kindOf(first[column] ?? '');
    if (kind === 'word') votes++;
    else if (kind !== 'missing') votes -= 2;
  }
  if (votes !== 0) return votes > 0;
  const names = first.map((name) => name.trim());
  return (
    first.length > 1 &&
    new Set(names).size === names.length &&
    names.every((name) => name !== '' && name.length <= 64 && kindOf(name) === 'word') &&
    !rest.some(({ fields }) => fields.some((field, i) => field.trim() === names[i]))
  );
}

function splitLines(
  text: string,
  complete: boolean,
  delimiter: Dialect['delimiter'],
): { lines: Line[]; quoted: boolean } {
  const quoted = parseQuoted(text, complete, delimiter);
  if (quoted !== null) return { lines: quoted, quoted: true };
  const lines = text.split(/\r\n|\n|\r/).map((line, number) => ({
    fields: splitPlain(line, delimiter),
    number,
  }));
  return { lines: withoutCutEnd(lines, complete).slice(0, sampleRows), quoted: false };
}

function withoutCutEnd(lines: Line[], complete: boolean): Line[] {
  return complete || lines.length < 2 ? lines : lines.slice(0, -1);
}

function splitPlain(line: string, delimiter: Dialect['delimiter']): string[] {
  if (delimiter === null) return [line];
  if (delimiter === 'whitespace') return line.trim().split(/[ \t]+/);
  return line.split(delimiter);
}

/** RFC 4180 with `""` inside quotes; null when quotes do not pair up, so that they are plain marks. */
function parseQuoted(
  text: string,
  complete: boolean,
  delimiter: Dialect['delimiter'],
): Line[] | null {
  if (delimiter === 'whitespace' || !text.includes('"')) return null;
  const lines: Line[] = [];
  let fields: string[] = [];
  let number = 0;
  let at = 0;
  let lineNumber = 0;
  while (at < text.length && lines.length < sampleRows) {
    let field: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at);
      if (end < 0) return complete || lines.length === 0 ? null : lines;
      field = text.slice(at + 1, end).replaceAll('""', '"');
      number += field.split('\n').length - 1;
      at = end + 1;
      const next = text[at];
      if (next !== undefined && next !== delimiter && next !== '\n' && next !== '\r') return null;
    } else {
      const end = fieldEnd(text, at, delimiter);
      field = text.slice(at, end);
      at = end;
    }
    fields.push(field);
    if (at < text.length && text[at] === delimiter) {
      at++;
      if (at < text.length) continue;
      fields.push('');
    }
    lines.push({ fields, number: lineNumber });
    fields = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
    lineNumber = ++number;
  }
  return at < text.length ? lines : withoutCutEnd(lines, complete);
}

function closingQuote(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}

function fieldEnd(text: string, start: number, delimiter: Dialect['delimiter']): number {
  let at = start;
  while (at < text.length) {
    const mark = text[at];
    if (mark === delimiter || mark === '\n' || mark === '\r') return at;
    at++;
  }
  return at;
}
