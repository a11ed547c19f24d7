import type { MeasuredRow, ResultRow } from '../bench/results.ts';
import { growthExponent } from '../bench/statistics.ts';
import { figure } from './terminal/figures.ts';
import type { Terminal } from './terminal/terminal.ts';
import { textTable } from './terminal/text-table.ts';

/** Every row beside its peer, then how time grows. */
export function benchTable(measured: readonly MeasuredRow[], terminal: Terminal): string {
  const table = textTable({
    head: ['', 'Unroll', 'peer', '', 'ratio', 'spread', 'repeats', 'of peak'],
    rows: measured.map(({ result }) => cells(result, terminal)),
    right: (column) => column > 0 && column !== 3,
  });
  return [table, ...growthLines(measured)].join('\n');
}

function cells(row: ResultRow, { colors }: Terminal): string[] {
  const ratio = row.ratio === undefined ? '–' : `${row.ratio.toFixed(2)}×`;
  const paint = (row.ratio ?? 1) >= 1 ? colors.green : colors.yellow;
  return [
    row.work,
    quantity(row.ours_ms, row.ours_mb),
    row.peer === null ? '–' : quantity(row.peer_ms, row.peer_mb),
    row.peer ?? '',
    row.ratio === undefined ? ratio : paint(ratio),
    row.spread === undefined ? '–' : `${(100 * row.spread).toFixed(0)} %`,
    String(row.repeats),
    row.share_of_peak === undefined ? '–' : `${(100 * row.share_of_peak).toFixed(0)} %`,
  ];
}

function quantity(milliseconds: number | undefined, megabytes: number | undefined): string {
  return megabytes === undefined ? `${figure(milliseconds)} ms` : `${figure(megabytes)} MB`;
}

/** News while the bench runs: `lstm 650,35,20,2 fp32: 60.1 ms, pytorch fp32 66.2 ms, 1.10×`. */
export function rowLine({ result }: MeasuredRow): string {
  const { work, peer, ratio } = result;
  const ours = `${work}: ${quantity(result.ours_ms, result.ours_mb)}`;
  if (peer === null || ratio === undefined) return ours;
  return `${ours}, ${peer} ${quantity(result.peer_ms, result.peer_mb)}, ${ratio.toFixed(2)}×`;
}

/** Exponents of the power laws: 1 is as many times the time as the size, 2 its square. */
function growthLines(measured: readonly MeasuredRow[]): string[] {
  const axes = new Set(measured.flatMap(({ row }) => row.growth?.along ?? []));
  return [...axes].flatMap((along) => {
    const points = measured.filter(
      ({ row, result }) => row.growth?.along === along && result.ours_ms !== undefined,
    );
    if (points.length < 2) return [];
    const sizes = points.map(({ row }) => row.growth!.value);
    const exponent = (times: readonly number[]) => growthExponent(sizes, times).toFixed(2);
    const ours = exponent(points.map(({ result }) => result.ours_ms!));
    const others = points.flatMap(({ result }) => result.peer_ms ?? []);
    const theirs = others.length === points.length ? `, of PyTorch ${exponent(others)}` : '';
    return [`Time grows with ${along} to the power of ${ours}${theirs}.`];
  });
}
