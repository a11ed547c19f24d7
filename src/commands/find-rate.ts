import type { Command as Program } from 'commander';
import type { RateSearch } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { gather, numberFrom } from './options.ts';
import { figure } from './terminal/figures.ts';
import { textTable } from './terminal/text-table.ts';
import { type GivenWork, readWork } from './training-work.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options extends GivenWork {
  readonly low: number;
  readonly high: number;
  readonly steps: number;
  readonly home?: string;
  readonly json?: boolean;
}

/** Rows of the table; the curve itself comes with --json. */
const shown = 12;
const widestBar = 40;

/** Raises the learning rate step by step and says where the loss falls fastest. */
export const findRate: Command = {
  name: 'lr-find',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('lr-find')
      .description('find a learning rate: the loss while the rate rises')
      .option('--data <file...>', 'data to train on')
      .option('--task <task>', 'task (default: what fits the file)')
      .option('--config <file>', 'YAML file of settings')
      .option('--set <name=value>', 'one setting; may be repeated, wins over the file', gather)
      .option('--low <rate>', 'rate of the first step', numberFrom(1e-12, 100), 1e-6)
      .option('--high <rate>', 'rate of the last step', numberFrom(1e-12, 1000), 1)
      .option('--steps <number>', 'steps of the ramp', numberFrom(20, 10_000, true), 100)
      .option(...homeOption)
      .option(...jsonOption)
      .action((options: Options) => finish(search(options, surroundings)));
  },
};

async function search(options: Options, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  const { low, high, steps } = options;
  const work = await readWork(options);
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const { dataset, task, settings } = await work(workbench);
    const wished = { datasetId: dataset.id, task: task.id, settings, low, high, steps };
    const found = await workbench.handlers['rates.find'](wished);
    if (options.json === true) terminal.printJson(found);
    else terminal.print(text(found));
    return exitCodes.done;
  });
}

function text({ rates, smoothed, diverged, steepest, tenthOfMinimum }: RateSearch): string {
  const every = Math.max(1, Math.ceil(rates.length / shown));
  const places = rates.map((_, at) => at).filter((at) => at % every === 0);
  const most = Math.max(...places.map((at) => smoothed[at]!));
  const least = Math.min(...places.map((at) => smoothed[at]!));
  const rows = places.map((at) => {
    const share = most > least ? (smoothed[at]! - least) / (most - least) : 0;
    return [
      rates[at]!.toExponential(1),
      figure(smoothed[at]!),
      '█'.repeat(Math.round(share * widestBar)),
    ];
  });
  const end = diverged ? 'The loss ran away there.' : 'The ramp went to its end.';
  const advice =
    steepest === null || tenthOfMinimum === null
      ? 'The loss never falls: try a wider range, more steps, or look at the data.'
      : `Suggested: lr ${rounded(steepest)} (falls fastest), ${rounded(tenthOfMinimum)} (a tenth of the lowest). Use it with --set lr=${rounded(steepest)}`;
  return [textTable({ head: ['lr', 'loss', ''], rows }), '', `${end} ${advice}`].join('\n');
}

const rounded = (rate: number) => Number(rate.toPrecision(2)).toString();
