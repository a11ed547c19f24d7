/** One way of writing a moment. Everything is read as UTC unless a zone is written. */
export interface TimeNotation {
  readonly id: string;
  /** Whether a trimmed cell may be written so. */
  readonly pattern: RegExp;
  /** SQL that reads the SQL expression `text` as TIMESTAMP, NULL where it is not written so. */
  read(text: string): string;
  /** The same digits could be an ordinary number: the column's name or order must confirm it. */
  readonly numeric?: boolean;
}

const clock = '(?:[ T]+\\d{1,2}[:.]\\d{2}(?:[:.]\\d{2}(?:[.,]\\d+)?)?(?:\\s?[ap]m)?)?';

function dated(date: string): RegExp {
  return new RegExp(`^${date}${clock}$`, 'i');
}

/** `strptime` of a date alone and with the usual clock times. */
function strptime(...dates: readonly string[]): (text: string) => string {
  const clocks = [
    '',
    ' %H:%M:%S',
    ' %H:%M',
    ' %I:%M:%S %p',
    ' %I:%M %p',
    ' %H.%M.%S',
    ' %H:%M:%S.%f',
  ];
  const formats = dates.flatMap((date) => clocks.map((time) => `'${date}${time}'`));
  return (text) => `try_strptime(${text}, [${formats.join(', ')}])`;
}

/** A number of units since 1970. */
function epoch(id: string, digits: RegExp, microseconds: string): TimeNotation {
  return {
    id,
    pattern: digits,
    numeric: true,
    read: (text) => `make_timestamp(CAST(TRY_CAST(${text} AS DOUBLE) * ${microseconds} AS BIGINT))`,
  };
}

/** Tried in this order; where two read a column equally well, the first is taken. */
export const timeNotations: readonly TimeNotation[] = [
  {
    id: 'iso',
    pattern:
      /^\d{4}-\d{1,2}-\d{1,2}([ T]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(z|[+-]\d{2}(:?\d{2})?)?)?$/i,
    read: (text) => `TRY_CAST(${text} AS TIMESTAMP)`,
  },
  { id: 'year/month/day', pattern: dated('\\d{4}/\\d{1,2}/\\d{1,2}'), read: strptime('%Y/%m/%d') },
  {
    id: 'year.month.day',
    pattern: dated('\\d{4}\\.\\d{1,2}\\.\\d{1,2}'),
    read: strptime('%Y.%m.%d'),
  },
  {
    id: 'day.month.year',
    pattern: dated('\\d{1,2}\\.\\d{1,2}\\.\\d{2,4}'),
    read: strptime('%d.%m.%Y', '%d.%m.%y'),
  },
  {
    id: 'month/day/year',
    pattern: dated('\\d{1,2}[/-]\\d{1,2}[/-]\\d{2,4}'),
    read: strptime('%m/%d/%Y', '%m/%d/%y', '%m-%d-%Y'),
  },
  {
    id: 'day/month/year',
    pattern: dated('\\d{1,2}[/-]\\d{1,2}[/-]\\d{2,4}'),
    read: strptime('%d/%m/%Y', '%d/%m/%y', '%d-%m-%Y'),
  },
  {
    id: 'day month-name year',
    pattern: dated('\\d{1,2}[ -][a-z]{3,9}[ -]\\d{2,4}'),
    read: strptime('%d %b %Y', '%d-%b-%Y', '%d %B %Y', '%d-%b-%y'),
  },
  {
    id: 'month-name day, year',
    pattern: dated('[a-z]{3,9} \\d{1,2},? \\d{4}'),
    read: strptime('%b %d, %Y', '%B %d, %Y', '%b %d %Y'),
  },
  {
    id: 'month-name year',
    pattern: /^[a-z]{3,9}[ -]\d{2,4}$/i,
    read: (text) => `try_strptime(${text}, ['%b %Y', '%B %Y', '%b-%Y', '%b-%y'])`,
  },
  {
    id: 'year-month',
    pattern: /^\d{4}[-/]\d{1,2}$/,
    read: (text) => `try_strptime(${text}, ['%Y-%m', '%Y/%m'])`,
  },
  {
    id: 'year-quarter',
    pattern: /^\d{4}[- ]?Q[1-4]$/i,
    read: (text) =>
      `CASE WHEN regexp_full_match(${text}, '\\d{4}[- ]?[Qq][1-4]') THEN make_timestamp(CAST(left(${text}, 4) AS BIGINT), CAST(right(${text}, 1) AS BIGINT) * 3 - 2, 1, 0, 0, 0) END`,
  },
  {
    id: 'year-week',
    pattern: /^\d{4}-?W\d{2}$/i,
    read: (text) => `try_strptime(replace(upper(${text}), '-', '') || '-1', '%GW%V-%u')`,
  },
  {
    id: 'yearmonthday',
    pattern: /^(1[6-9]|2[01])\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])$/,
    numeric: true,
    read: (text) => `try_strptime(${text}, '%Y%m%d')`,
  },
  {
    id: 'yearmonth',
    pattern: /^(1[6-9]|2[01])\d{2}(0[1-9]|1[0-2])$/,
    numeric: true,
    read: (text) => `try_strptime(${text}, '%Y%m')`,
  },
  {
    id: 'year',
    pattern: /^(1\d|2[0-2])\d{2}(\.0)?$/,
    numeric: true,
    read: (text) => `try_strptime(left(${text}, 4), '%Y')`,
  },
  epoch('epoch seconds', /^\d{9,10}(\.\d+)?$/, '1e6'),
  epoch('epoch milliseconds', /^\d{12,13}(\.\d+)?$/, '1e3'),
  epoch('epoch microseconds', /^\d{15,16}$/, '1'),
];

/** A time of day without a date. */
export const clockPattern = /^\d{1,2}[:.]\d{2}([:.]\d{2})?$/;

/** Whether a cell is written as a moment and as nothing else. */
export function isTime(cell: string): boolean {
  return timeNotations.some((notation) => !notation.numeric && notation.pattern.test(cell));
}

/** Names that people give to columns of times. */
export const timeName =
  /(^|[^a-z])(date|datum|time|timestamp|datetime|day|week|month|quarter|year|yr|jahr|zeit|fecha|unix|epoch|ds|period)([^a-z]|$)|时间|日期|年|月/i;
