import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Diagnosis, UnrollError } from '../../contract/index.ts';
import { decodeFile, type Encoding } from '../encoding.ts';
import { startsWith } from '../file-signature.ts';
import { uniqueNames } from '../table/column-names.ts';
import { literal, pathLiteral, type TableDatabase } from '../table/database.ts';
import { cleanedText } from '../table/number-notation.ts';
import type { LoadedTable } from '../table/table.ts';
import { type Dialect, detectDialect } from './csv-dialect.ts';
import { extensionOf, type Head, type Source, type TableFormat } from './format.ts';

const extensions = ['csv', 'tsv', 'tab', 'dat', 'psv'];
const mostColumns = 5000;

/** Tables as lines of text: commas, tabs, semicolons, bars or white space between fields. */
export const csv: TableFormat = {
  id: 'csv',
  label: 'Delimited text (CSV, TSV)',
  kind: 'table',
  extensions,

  sniff(head: Head): number {
    if (head.encoding === null) return 0;
    const dialect = detectDialect(head.text, head.complete);
    const named = extensions.includes(extensionOf(head.name));
    if (dialect === null) return named ? 0.6 : 0;
    const even = dialect.consistency >= 0.8;
    if (named) return even || dialect.typed >= 0.5 ? 0.95 : 0.4;
    return even && dialect.typed >= 0.5 && dialect.sampled >= 2 ? 0.8 : 0.05;
  },

  async load(source: Source, database: TableDatabase): Promise<LoadedTable> {
    const dialect = detectDialect(source.head.text, source.head.complete);
    if (dialect === null || dialect.columns === 0) throw noTable(source);
    if (dialect.columns > mostColumns) throw tooManyColumns(source, dialect.columns);
    const encoding = await source.encoding();
    const plain = await isPlain(source, dialect, encoding);
    const path = plain ? source.path : await rewrite(source, dialect, encoding);
    await readLines(path, dialect, database, source);
    const { names, diagnoses } = namesOf(dialect);
    const counts = await database.row(
      'SELECT count(*) AS rows, count(*) FILTER (extra) AS longer, count(*) FILTER (short) AS shorter FROM data',
    );
    diagnoses.push(
      ...raggedRows(Number(counts['longer']), Number(counts['shorter']), names.length),
    );
    return {
      rows: Number(counts['rows']),
      columns: names.map((name, i) => ({ name, key: `c${i}`, storage: 'text' })),
      delimiter: dialect.delimiter === 'whitespace' ? ' ' : dialect.delimiter,
      header: dialect.header,
      diagnoses,
    };
  },
};

/** Whether DuckDB can read the file as it lies, or needs a rewritten copy. */
async function isPlain(source: Source, dialect: Dialect, encoding: Encoding): Promise<boolean> {
  const scan = await source.scan();
  const bareReturns = scan.carriageReturns > scan.pairs;
  return (
    encoding === 'UTF-8' &&
    scan.invalidUtf8At === null &&
    scan.nuls === 0 &&
    !bareReturns &&
    dialect.preamble === 0 &&
    dialect.comment === null &&
    dialect.delimiter !== null &&
    dialect.delimiter !== 'whitespace' &&
    !startsWith(source.head.bytes, [0xef, 0xbb, 0xbf], 0)
  );
}

/**
 * A copy in UTF-8 with the table's own lines only: no preamble, comments, blank lines or zero
 * bytes, white space between fields as one tab.
 */
async function rewrite(source: Source, dialect: Dialect, encoding: Encoding): Promise<string> {
  const target = join(source.temporaryDirectory, 'rewritten.csv');
  const lines = linesOf(decodeFile(source.path, encoding));
  await pipeline(async function* () {
    let number = 0;
    for await (const batch of lines) {
      let text = '';
      for (const line of batch)
        if (number++ >= dialect.preamble) text += rewriteLine(line, dialect);
      yield text;
    }
  }, createWriteStream(target));
  return target;
}

function rewriteLine(line: string, dialect: Dialect): string {
  const kept = line.includes('\0') ? line.replaceAll('\0', '') : line;
  if (kept.trim() === '') return '';
  if (dialect.comment !== null && kept.trimStart().startsWith(dialect.comment)) return '';
  if (dialect.delimiter !== 'whitespace') return `${kept}\n`;
  return `${kept.trim().replace(/[ \t]+/g, '\t')}\n`;
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = '';
  for await (const piece of pieces) {
    const text = rest + piece;
    // A carriage return at the very end may have its line feed in the next piece.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield lines;
  }
  yield rest.split('\r');
}

async function readLines(
  path: string,
  dialect: Dialect,
  database: TableDatabase,
  source: Source,
): Promise<void> {
  const keys = Array.from({ length: dialect.columns }, (_, i) => `c${i}`);
  const columns = [...keys, 'overflow'].map((key) => `'${key}': 'VARCHAR'`).join(', ');
  const delimiter =
    dialect.delimiter === 'whitespace' ? '\t' : (dialect.delimiter ?? String.fromCharCode(1));
  const quote = dialect.quoted ? "'\"'" : "''";
  const cleaned = keys.map((key) => `${cleanedText(key)} AS ${key}`);
  // An impossible text for NULL keeps "" apart from a field that is not there.
  const reader = `read_csv(${pathLiteral(path)}, auto_detect = false, columns = {${columns}},
    delim = ${literal(delimiter)}, quote = ${quote}, escape = ${quote}, header = ${dialect.header},
    nullstr = ${literal('\u0002\u0003')}, null_padding = true, strict_mode = false,
    ignore_errors = true, parallel = false, max_line_size = ${2 ** 24})`;
  const last = keys.at(-1);
  try {
    await database.run(
      `CREATE TABLE data AS SELECT ${cleaned.join(', ')},
        overflow IS NOT NULL AND overflow <> '' AS extra, ${last} IS NULL AS short FROM ${reader}`,
    );
  } catch (error) {
    throw unreadable(source, error);
  }
}

function namesOf(dialect: Dialect): { names: string[]; diagnoses: Diagnosis[] } {
  const diagnoses: Diagnosis[] = [];
  const given = [...dialect.names];
  // R leaves the row names without a name: the header is one short and begins at the second column.
  if (dialect.header && given.length === dialect.columns - 1) given.unshift('');
  const { names, renamed } = uniqueNames(given, dialect.columns);
  if (renamed.length > 0) {
    diagnoses.push({
      severity: 'warning',
      code: 'duplicate-names',
      message: `Some columns share a name: ${renamed.map(([from]) => from).join(', ')}.`,
      action: `They are told apart as ${renamed.map(([, to]) => to).join(', ')}.`,
    });
  }
  if (!dialect.header) {
    diagnoses.push({
      severity: 'info',
      code: 'no-header',
      message: 'The first line holds values, not names.',
      action: `The columns are called ${names.slice(0, 2).join(', ')}${names.length > 2 ? ' and so on' : ''}.`,
    });
  }
  if (dialect.preamble > 0) {
    diagnoses.push({
      severity: 'info',
      code: 'preamble',
      message: `The table begins at line ${dialect.preamble + 1}.`,
      action: 'The lines before it are left out.',
    });
  }
  return { names, diagnoses };
}

function raggedRows(longer: number, shorter: number, columns: number): Diagnosis[] {
  const diagnoses: Diagnosis[] = [];
  if (longer > 0) {
    diagnoses.push({
      severity: 'warning',
      code: 'long-rows',
      message: `${longer} ${longer === 1 ? 'row has' : 'rows have'} more than ${columns} fields.`,
      action: 'The fields beyond the last column are left out.',
    });
  }
  if (shorter > 0) {
    diagnoses.push({
      severity: 'warning',
      code: 'short-rows',
      message: `${shorter} ${shorter === 1 ? 'row has' : 'rows have'} fewer than ${columns} fields.`,
      action: 'The missing fields count as missing values.',
    });
  }
  return diagnoses;
}

function noTable(source: Source): UnrollError {
  return new UnrollError({
    code: 'no-table',
    message: `No table was found in ${source.head.name}: its lines have no fields in common.`,
    where: source.head.name,
    hint: 'Separate the fields of each row by commas or tabs.',
  });
}

function tooManyColumns(source: Source, columns: number): UnrollError {
  return new UnrollError({
    code: 'too-many-columns',
    message: `${source.head.name} has ${columns} columns; at most ${mostColumns} can be read.`,
    where: source.head.name,
    hint: 'If each column is a moment and each row a series, turn the table round.',
  });
}

function unreadable(source: Source, error: unknown): UnrollError {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return new UnrollError({
    code: 'unreadable-table',
    message: `The table in ${source.head.name} cannot be read: ${reason}`,
    where: source.head.name,
    hint: 'Open it in a spreadsheet and save it as CSV again.',
  });
}
