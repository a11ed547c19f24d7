import { Option, type Command as Program } from 'commander';
import { backtestSentence } from '../comparison/backtest-sentence.ts';
import type { BacktestResult, ForecasterErrors } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { numberFrom, oneOf } from './options.ts';
import { count, figure } from './terminal/figures.ts';
import { textTable } from './terminal/text-table.ts';
import { answering, withWorkbench } from './with-workbench.ts';

interface Options {
  readonly folds: number;
  readonly step: number;
  readonly split?: string;
  readonly csv?: boolean;
  readonly home?: string;
  readonly json?: boolean;
}

/** Forecasts from many rows and compares with the naive forecasts by step ahead and by time. */
export const backtest: Command = {
  name: 'backtest',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('backtest')
      .description('forecast again and again from later rows and measure by step and by time')
      .argument('<run>', 'name or number of the run')
      .option('--folds <n>', 'stretches of time to sum up', numberFrom(1, 100, true), 5)
      .option('--step <n>', 'rows between forecasts', numberFrom(1, 1_000_000, true), 1)
      .option('--split <split>', 'part of the data: test (where there is one) or val')
      .addOption(new Option('--csv', 'print CSV: one row for each step ahead').conflicts('json'))
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, options: Options) => finish(measure(run, options, surroundings)));
  },
};

async function measure(
  name: string,
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  const { folds, step } = options;
  const split =
    options.split === undefined ? null : oneOf('The split', options.split, ['val', 'test']);
  return withWorkbench(surroundings, answering(options), async (workbench) => {
    const run = await findRun(workbench, name);
    const result = await workbench.handlers['backtest.create']({
      runId: run.id,
      options: { split, folds, step },
    });
    if (options.json === true) terminal.printJson({ run: run.name, ...result });
    else if (options.csv === true) terminal.print(asCsv(result));
    else terminal.print(asTables(result, run.name));
    return exitCodes.done;
  });
}

/** The metric that a run is judged by comes first. */
const deciding = ({ errors }: BacktestResult['forecasters'][number]): ForecasterErrors =>
  errors[0]!;

function asTables(result: BacktestResult, run: string): string {
  const metric = deciding(result.forecasters[0]!).metric;
  const part = result.split === 'test' ? 'test' : 'validation';
  const head = `${count(result.origins.length)} forecasts of ${count(result.horizon)} rows over the ${part} part, ${metric} in scaled units`;
  return [
    head,
    '',
    foldTable(result, run),
    '',
    stepTable(result, run),
    '',
    ...sentences(result),
  ].join('\n');
}

function foldTable({ folds, forecasters }: BacktestResult, run: string): string {
  return textTable({
    head: ['', 'all', ...folds.map(({ from, to }) => `${day(from)} to ${day(to)}`)],
    rows: forecasters.map((forecaster) => {
      const { mean, byFolds } = deciding(forecaster);
      return [nameOf(forecaster, run), figure(mean), ...byFolds.map(figure)];
    }),
    right: (column) => column > 0,
  });
}

function stepTable({ horizon, forecasters }: BacktestResult, run: string): string {
  const steps = shownSteps(horizon);
  return textTable({
    head: ['', ...steps.map((step) => `+${step}`)],
    rows: forecasters.map((forecaster) => {
      const { bySteps } = deciding(forecaster);
      return [nameOf(forecaster, run), ...steps.map((step) => figure(bySteps[step - 1]))];
    }),
    right: (column) => column > 0,
  });
}

/** At most eight steps from the first to the last. */
function shownSteps(horizon: number): number[] {
  const most = Math.min(8, horizon);
  const steps = Array.from({ length: most }, (_, index) =>
    Math.round(1 + (index * (horizon - 1)) / Math.max(1, most - 1)),
  );
  return [...new Set(steps)];
}

function sentences({ forecasters }: BacktestResult): string[] {
  return forecasters
    .slice(1)
    .map((forecaster) => backtestSentence(forecaster, deciding(forecaster)));
}

function nameOf({ name, label }: { name: string; label: string }, run: string): string {
  return name === 'network' ? run : `${name} (${label})`;
}

/** A time to the day, or a row as it is. */
function day(place: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(place) ? place.slice(0, 10) : `row ${place}`;
}

function asCsv({ horizon, forecasters }: BacktestResult): string {
  const columns = forecasters.flatMap(({ name, errors }) =>
    errors.map(({ metric, bySteps }) => ({ name: `${name} ${metric}`, bySteps })),
  );
  const head = ['step', ...columns.map(({ name }) => name)].join(',');
  const rows = Array.from({ length: horizon }, (_, step) =>
    [step + 1, ...columns.map(({ bySteps }) => bySteps[step] ?? '')].join(','),
  );
  return [head, ...rows].join('\n');
}
