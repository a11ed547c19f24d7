import type { Command as Program } from 'commander';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findStudy } from './find-study.ts';
import { numberFrom, oneOf } from './options.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly home?: string;
}

interface TellOptions extends Options {
  readonly values?: string;
  readonly step?: number;
  readonly state?: string;
  readonly why?: string;
}

/** Prints the next trial of a study that a script measures, as JSON; `null` when nothing is left. */
export const ask: Command = {
  name: 'ask',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('ask')
      .description('ask a study for the next trial, to measure it by a script')
      .argument('<study>', 'name or number of a study made with unroll search --ask')
      .option(...homeOption)
      .action((study: string, options: Options) =>
        finish(
          withWorkbench(surroundings, { home: options.home }, async (workbench) => {
            const { id } = await findStudy(workbench, study);
            const trial = await workbench.handlers['studies.ask']({ id });
            const line = trial && { number: trial.number, params: trial.values };
            surroundings.terminal.printJson(line);
            return exitCodes.done;
          }),
        ),
      );
  },
};

/** Tells a study what a script measured: on the way (with --step) or at the end. */
export const tell: Command = {
  name: 'tell',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('tell')
      .description('tell a study what a script measured for a trial')
      .argument('<study>', 'name or number of the study')
      .argument('<trial>', 'number of the trial', numberFrom(0, 1e9, true))
      .option('--values <list>', 'one value for each objective, with commas')
      .option('--step <n>', 'measured on the way: prints whether to stop', numberFrom(1, 1e9, true))
      .option('--state <state>', 'completed, pruned or failed (default: completed)')
      .option('--why <text>', 'why it ended')
      .option(...homeOption)
      .action((study: string, trial: number, options: TellOptions) =>
        finish(tellTrial(study, trial, options, surroundings)),
      );
  },
};

async function tellTrial(
  name: string,
  number: number,
  options: TellOptions,
  surroundings: Surroundings,
): Promise<number> {
  const values = options.values?.split(',').map(Number);
  const state = oneOf('the state', options.state ?? 'completed', [
    'completed',
    'pruned',
    'failed',
  ] as const);
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const { id } = await findStudy(workbench, name);
    if (options.step !== undefined) {
      const report = { id, number, step: options.step, values: values ?? [] };
      surroundings.terminal.printJson(await workbench.request('studies.report', report));
      return exitCodes.done;
    }
    const told = { id, number, state, why: options.why, ...(values && { results: values }) };
    const trial = await workbench.request('studies.tell', told);
    surroundings.terminal.printJson(trial);
    return exitCodes.done;
  });
}
