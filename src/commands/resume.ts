import type { Command as Program } from 'commander';
import { taskDescriptor } from '../tasks/descriptors.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { findRun } from './find-run.ts';
import { trainAndTell } from './run-outcome.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

/** Goes on with a run exactly where its last checkpoint left it. */
export const resume: Command = {
  name: 'resume',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('resume')
      .description('go on with a paused, interrupted, cancelled or failed run')
      .argument('<run>', 'name or number of the run')
      .option(...homeOption)
      .option('--json', 'print reports and the outcome as JSON lines')
      .action((run: string, options: Options) => finish(continueRun(run, options, surroundings)));
  },
};

async function continueRun(
  name: string,
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const run = await findRun(workbench, name);
    const start = () => workbench.handlers['runs.resume']({ id: run.id });
    const task = taskDescriptor(run.task);
    return trainAndTell(surroundings, workbench, task, start, options.json === true);
  });
}
