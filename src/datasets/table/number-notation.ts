/** Words that stand for "no value" in table files; compared in lower case without outer spaces. */
export const missingWords = [
  '',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
  'nil',
  'missing',
  '-',
  '--',
  '?',
  '.',
] as const;

/**
 * SQL that gives a text without outer spaces, NULL where it stands for no value. One pattern, because
 * DuckDB turns `IN` with many words into a join for each column.
 */
export function cleanedText(text: string): string {
  const words = missingWords.map((word) => word.replace(/[?.]/g, '\\$&')).join('|');
  const missing = `regexp_full_match(${text}, '\\s*(${words})\\s*', 'i')`;
  return `CASE WHEN ${missing} THEN NULL ELSE trim(${text}, ' \t\r\n\u00a0') END`;
}

const missing: ReadonlySet<string> = new Set(missingWords);

export function isMissingWord(cell: string): boolean {
  return missing.has(cell.trim().toLowerCase());
}

/** One way of writing numbers. */
export interface NumberNotation {
  readonly id: 'plain' | 'decimal-comma' | 'thousands' | 'percent';
  /** Whether a trimmed cell is written so. */
  readonly pattern: RegExp;
  /** SQL that reads the SQL expression `text` as DOUBLE, NULL where it is not written so. */
  read(text: string): string;
}

/** A cell that several notations can read is read by the first. */
export const numberNotations: readonly NumberNotation[] = [
  {
    id: 'plain',
    pattern: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^[+-]?inf(inity)?$/i,
    read: (text) => `TRY_CAST(${text} AS DOUBLE)`,
  },
  {
    id: 'thousands',
    pattern: /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/,
    read: (text) => matched(text, '[+-]?\\d{1,3}(,\\d{3})*(\\.\\d+)?', `replace(${text}, ',', '')`),
  },
  {
    id: 'decimal-comma',
    pattern: /^[+-]?\d{1,3}(\.\d{3})+(,\d+)?$|^[+-]?\d*,\d+(e[+-]?\d+)?$/i,
    read: (text) =>
      matched(
        text,
        '[+-]?(\\d{1,3}(\\.\\d{3})+|\\d*)(,\\d+)?([eE][+-]?\\d+)?',
        `replace(replace(${text}, '.', ''), ',', '.')`,
      ),
  },
  {
    id: 'percent',
    pattern: /^[+-]?(\d+\.?\d*|\.\d+)\s?%$/,
    read: (text) => `TRY_CAST(rtrim(${text}, '% ') AS DOUBLE)`,
  },
];

function matched(text: string, pattern: string, plain: string): string {
  return `CASE WHEN regexp_full_match(${text}, '${pattern}') THEN TRY_CAST(${plain} AS DOUBLE) END`;
}

export function isNumber(cell: string): boolean {
  return numberNotations.some((notation) => notation.pattern.test(cell));
}
