import { Option, type Command as Program } from 'commander';
import type { ForecastChannel, ForecastResult } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { figure } from './terminal/figures.ts';
import { textTable } from './terminal/text-table.ts';
import { answering, withWorkbench } from './with-workbench.ts';

interface Options {
  readonly csv?: boolean;
  readonly home?: string;
  readonly json?: boolean;
}

/** Forecasts what comes after the last row of the data. */
export const forecast: Command = {
  name: 'forecast',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('forecast')
      .description('forecast the steps after the end of the data')
      .argument('<run>', 'name or number of the run')
      .addOption(new Option('--csv', 'print CSV with all digits').conflicts('json'))
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, options: Options) => finish(lookAhead(run, options, surroundings)));
  },
};

async function lookAhead(
  name: string,
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  return withWorkbench(surroundings, answering(options), async (workbench) => {
    const run = await findRun(workbench, name);
    const result = await workbench.handlers['forecast.create']({ runId: run.id });
    if (options.json === true) terminal.printJson({ run: run.name, ...result });
    else if (options.csv === true) terminal.print(asCsv(result));
    else terminal.print(asTable(result));
    return exitCodes.done;
  });
}

/** A column of the answer: a forecast, or one of its quantiles as `load q0.05`. */
interface ForecastColumn {
  readonly name: string;
  readonly values: readonly number[];
}

function columnsOf({ name, forecast, quantiles = [] }: ForecastChannel): ForecastColumn[] {
  const levels = quantiles.map(({ level, values }) => ({ name: `${name} q${level}`, values }));
  return [{ name, values: forecast }, ...levels];
}

/** For people: the 80 % interval says enough. */
function isForPeople({ name }: ForecastColumn): boolean {
  return !/ q(0\.05|0\.25|0\.5|0\.75|0\.95)$/.test(name);
}

/** One row for each step of each series; the columns are those of any of them. */
function rowsOf(
  { channels }: ForecastResult,
  wanted: (column: ForecastColumn) => boolean,
): { readonly head: string[]; readonly rows: { places: string[]; values: number[] }[] } {
  const series = [...new Set(channels.map((channel) => channel.series))];
  const several = series[0] !== undefined;
  const parts = series.map((id) => {
    const own = channels.filter((channel) => channel.series === id);
    return { id, times: own[0]!.forecastTimes, columns: own.flatMap(columnsOf).filter(wanted) };
  });
  const names = parts[0]?.columns.map(({ name }) => name) ?? [];
  const rows = parts.flatMap(({ id, times, columns }) =>
    Array.from({ length: columns[0]?.values.length ?? 0 }, (_, step) => ({
      places: [...(several ? [id ?? ''] : []), times[step] ?? `+${step + 1}`],
      values: columns.map(({ values }) => values[step]!),
    })),
  );
  return { head: [...(several ? ['series'] : []), 'time', ...names], rows };
}

function asTable(result: ForecastResult): string {
  const { head, rows } = rowsOf(result, isForPeople);
  const places = rows[0]?.places.length ?? 1;
  return textTable({
    head: head.map((name, column) => (column < places ? '' : name)),
    rows: rows.map(({ places: own, values }) => [...own, ...values.map(figure)]),
    right: (column) => column >= places,
  });
}

function asCsv(result: ForecastResult): string {
  const { head, rows } = rowsOf(result, () => true);
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map(({ places, values }) => [...places.map(quote), ...values].join(','));
  return [head.map(quote).join(','), ...lines].join('\n');
}
