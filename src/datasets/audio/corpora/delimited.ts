/**
 * Fields of delimited text (RFC 4180): quoted fields may hold the delimiter, doubled quotes and
 * line ends. Empty lines are passed over.
 */
export function delimitedRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = text[at] === '"' ? quotedField(text, at) : null;
    const field = quoted ?? plainField(text, at, delimiter);
    row.push(field.value);
    at = field.end;
    if (text[at] === delimiter) {
      at++;
      if (at < text.length) continue;
      row.push('');
    }
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    if (text[at] === '\n') at++;
  }
  return rows;
}

interface Field {
  readonly value: string;
  /** Place of the delimiter, line end or end of text after it. */
  readonly end: number;
}

/** Null where the quote is no opening one: text goes on after its closing. */
function quotedField(text: string, start: number): Field | null {
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') value += text[++at];
    else {
      const next = text[at + 1];
      const closes =
        next === undefined || next === '\n' || next === ',' || next === '\t' || next === ';';
      return closes ? { value, end: at + 1 } : null;
    }
  }
  return null;
}

function plainField(text: string, start: number, delimiter: string): Field {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n') end++;
  return { value: text.slice(start, end), end };
}
