import type { ComparisonStatistics, Run, SeedDifference } from '../contract/index.ts';
import { figure } from './terminal/figures.ts';
import { textTable } from './terminal/text-table.ts';

/** For people: what settings reach over their seeds, and which differences are more than chance. */
export function statisticsText(
  { metric, groups, floor, differences }: ComparisonStatistics,
  runs: readonly Run[],
): string {
  const names = new Map(runs.map(({ id, name }) => [id, name]));
  const rows = groups.map(({ label, runIds, mean, low, high, values }, index) => {
    const difference = differences.find(({ second }) => second === index);
    return [
      label || (names.get(runIds[0] ?? 0) ?? 'runs'),
      String(values.length),
      figure(mean),
      low === null || high === null ? '–' : `${figure(low)} to ${figure(high)}`,
      difference === undefined ? 'best' : signed(difference.difference),
      difference === undefined ? '' : verdict(difference),
    ];
  });
  const table = textTable({
    head: [metric, 'seeds', 'mean', '95 % interval', 'difference', ''],
    rows,
    right: (column) => column >= 1 && column <= 4,
  });
  const paired = differences.flatMap((difference) => pairedText(difference, groups, names));
  const noise =
    floor === null
      ? []
      : [
          `Repeated with the same seed, ${floor.runs} runs lie ${figure(floor.spread)} apart here (standard deviation).`,
        ];
  return [table, ...paired, ...noise].join('\n');
}

function verdict({ says, p, more }: SeedDifference): string {
  const chance = p === null ? '' : ` (p ${p < 0.001 ? '< 0.001' : p.toPrecision(2)})`;
  if (says === 'same') return 'the same';
  if (says === 'more' && more !== null) {
    const most = Math.max(more.first, more.second);
    return `needs ${most} more seed${most === 1 ? '' : 's'}${chance}`;
  }
  return `${says}${chance}`;
}

/** The two trained networks on the same examples; it says nothing of other seeds. */
function pairedText(
  { first, second, paired }: SeedDifference,
  groups: ComparisonStatistics['groups'],
  names: ReadonlyMap<number, string>,
): string[] {
  if (paired === null) return [];
  const name = (index: number): string => {
    const id = groups[index]?.runIds[0] ?? 0;
    return names.get(id) ?? `run ${id}`;
  };
  const { measure, difference, low, high, examples, p } = paired;
  const means = p < 0.05 ? 'differ' : 'do not differ for certain';
  return [
    `On the same ${examples} test examples ${name(first)} and ${name(second)} ${means}: ${measure} ${signed(difference)} (${signed(low)} to ${signed(high)}, paired bootstrap).`,
  ];
}

function signed(value: number): string {
  return value > 0 ? `+${figure(value)}` : figure(value);
}
