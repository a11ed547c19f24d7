import type { Command as Program } from 'commander';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findProject } from './find-project.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly project?: string;
  readonly home?: string;
  readonly json?: boolean;
}

/** Takes over runs that Optuna, MLflow or TensorBoard recorded. */
export const importRuns: Command = {
  name: 'import-runs',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('import-runs')
      .description('take over runs of Optuna, MLflow or TensorBoard')
      .argument('<path>', 'an SQLite file, an mlruns folder, or event files')
      .option('--project <name>', 'into this project')
      .option(...homeOption)
      .option(...jsonOption)
      .action((path: string, options: Options) => finish(take(path, options, surroundings)));
  },
};

async function take(path: string, options: Options, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const { project } = options;
    const projectId =
      project === undefined ? undefined : (await findProject(workbench, project)).id;
    const runs = await workbench.handlers['runs.import']({ path, projectId });
    if (options.json === true) terminal.printJson(runs);
    else {
      const first = runs[0]?.source;
      terminal.print(
        `${runs.length} runs of ${first?.tool ?? ''}: ${runs.map(({ name }) => name).join(', ')}`,
      );
    }
    return exitCodes.done;
  });
}
