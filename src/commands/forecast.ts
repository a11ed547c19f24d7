import type { Command as Program } from 'commander';
import type { ForecastResult } from '../contract/index.ts';
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

function rowsOf({ channels, forecastTimes }: ForecastResult): { time: string; values: number[] }[] {
  const steps = channels[0]?.forecast.length ?? 0;
  return Array.from({ length: steps }, (_, step) => ({
    time: forecastTimes[step] ?? `+${step + 1}`,
    values: channels.map((channel) => channel.forecast[step]!),
  }));
}

function asTable(result: ForecastResult): string {
  return textTable({
    head: ['', ...result.channels.map(({ name }) => name)],
    rows: rowsOf(result).map(({ time, values }) => [time, ...values.map(figure)]),
    right: (column) => column > 0,
  });
}

function asCsv(result: ForecastResult): string {
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = ['time', ...result.channels.map(({ name }) => quote(name))].join(',');
  return [head, ...rowsOf(result).map(({ time, values }) => [time, ...values].join(','))].join(
    '\n',
  );
}
