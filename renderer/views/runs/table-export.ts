import type { Table } from '../../charts/chart.ts';
import type { RunColumn, RunEntry } from './run-columns.ts';

/** What the table shows, row by row, with raw numbers; the curve is no value. */
export function tableOf(entries: readonly RunEntry[], columns: readonly RunColumn[]): Table {
  const written = columns.filter(({ key }) => key !== null);
  return {
    columns: written.map(({ setting, metric, label }) => setting ?? metric ?? label()),
    rows: entries.map((entry) =>
      written.map((column) =>
        column.id === 'name' ? entry.run.name : ((column.exported ?? column.key)?.(entry) ?? null),
      ),
    ),
  };
}

/** Columns by which a LaTeX table is printed: right where all are numbers. */
function alignment(table: Table, column: number): 'l' | 'r' {
  const values = table.rows.map((row) => row[column] ?? null).filter((value) => value !== null);
  return values.length > 0 && values.every((value) => typeof value === 'number') ? 'r' : 'l';
}

/**
 * A `tabular` with the rules of the booktabs package.
 * @param bold cells that are set in bold: the best of their column
 */
export function tableToLatex(
  table: Table,
  bold: (row: number, column: number) => boolean = () => false,
): string {
  const columns = table.columns.map((_, column) => alignment(table, column)).join('');
  const line = (cells: readonly string[]): string => `${cells.join(' & ')} \\\\`;
  const rows = table.rows.map((row, at) =>
    line(
      row.map((value, column) => {
        const cell = latexCell(value);
        return bold(at, column) ? `\\textbf{${cell}}` : cell;
      }),
    ),
  );
  return [
    '% \\usepackage{booktabs}',
    `\\begin{tabular}{${columns}}`,
    '\\toprule',
    line(table.columns.map(escaped)),
    '\\midrule',
    ...rows,
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function escaped(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, (sign) => special[sign] ?? `\\${sign}`);
}

/** Four significant digits, as in tables of papers; 10 to a power as a formula. */
function latexCell(value: string | number | null): string {
  if (value === null) return '--';
  if (typeof value === 'string') return escaped(value);
  const short = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  const [mantissa, exponent] = short.split('e');
  const power = exponent === undefined ? '' : ` \\times 10^{${Number(exponent)}}`;
  return power === '' ? `$${short}$` : `$${mantissa}${power}$`;
}
