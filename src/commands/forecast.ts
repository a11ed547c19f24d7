import type { Command as Program } from 'commander';
import type { ForecastChannel, ForecastResult } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { figure } from './terminal/figures.ts';
import { textTable } from './terminal/text-table.ts';
import { withWorkbench } from './with-workbench.ts';

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
      .option('--csv', 'print CSV with all digits')
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
  return withWorkbench(surroundings, { home: options.home, readOnly: true }, async (workbench) => {
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

function rowsOf(
  channels: readonly ForecastChannel[],
  columns: readonly ForecastColumn[],
): { time: string; values: number[] }[] {
  const [first] = channels;
  return Array.from({ length: first?.forecast.length ?? 0 }, (_, step) => ({
    time: first?.forecastTimes[step] ?? `+${step + 1}`,
    values: columns.map(({ values }) => values[step]!),
  }));
}

function asTable({ channels }: ForecastResult): string {
  const columns = channels.flatMap(columnsOf).filter(isForPeople);
  return textTable({
    head: ['', ...columns.map(({ name }) => name)],
    rows: rowsOf(channels, columns).map(({ time, values }) => [time, ...values.map(figure)]),
    right: (column) => column > 0,
  });
}

function asCsv({ channels }: ForecastResult): string {
  const columns = channels.flatMap(columnsOf);
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = ['time', ...columns.map(({ name }) => quote(name))].join(',');
  const rows = rowsOf(channels, columns).map(({ time, values }) => [time, ...values].join(','));
  return [head, ...rows].join('\n');
}
