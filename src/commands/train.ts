import type { Command as Program } from 'commander';
import { taskDescriptor, taskDescriptors } from '../tasks/descriptors.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { projectCalled } from './find-project.ts';
import { gather } from './options.ts';
import { trainAndTell } from './run-outcome.ts';
import { settingsHelp } from './settings-help.ts';
import { type GivenWork, readWork } from './training-work.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options extends GivenWork {
  readonly name?: string;
  readonly tag?: readonly string[];
  readonly project?: string;
  readonly home?: string;
  readonly json?: boolean;
  readonly helpSettings?: boolean;
}

/** Trains one network on one file. */
export const train: Command = {
  name: 'train',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('train')
      .description('train a network on a file')
      .option(
        '--data <file...>',
        'table, text, pairs of sentences, recordings, labelled sequences or music, also in gzip, zip or tar; a folder; files that belong together',
      )
      .option(
        '--task <task>',
        `${taskDescriptors.map(({ id }) => id).join(', ')} (default: what fits the file)`,
      )
      .option(
        '--preset <name>',
        'a published recipe of the task; --help-settings lists them, --config and --set win over it',
      )
      .option('--config <file>', 'YAML file of settings')
      .option('--set <name=value>', 'one setting; may be repeated, wins over the file', gather)
      .option('--name <name>', 'name of the run (default: two words and a number)')
      .option('--tag <tag>', 'tag of the run; may be repeated', gather)
      .option(
        '--project <name>',
        'project of the run, made when there is none (default: the oldest)',
      )
      .option(...homeOption)
      .option('--json', 'print reports and the outcome as JSON lines')
      .option('--help-settings', 'list every setting with its range and default')
      .action((options: Options) => finish(run(options, surroundings)));
  },
};

async function run(options: Options, surroundings: Surroundings): Promise<number> {
  if (options.helpSettings === true) return printSettings(options, surroundings);
  const work = await readWork(options);
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const { dataset, task, settings } = await work(workbench);
    const project =
      options.project === undefined ? null : await projectCalled(workbench, options.project);
    const start = () =>
      workbench.handlers['runs.create']({
        datasetId: dataset.id,
        task: task.id,
        settings,
        ...(options.name === undefined ? {} : { name: options.name }),
        ...(project === null ? {} : { projectId: project.id }),
        ...(options.tag === undefined ? {} : { tags: [...options.tag] }),
      });
    return trainAndTell(surroundings, workbench, task, start, options.json === true);
  });
}

function printSettings({ task }: Options, { terminal }: Surroundings): number {
  const chosen = task === undefined ? taskDescriptors : [taskDescriptor(task)];
  terminal.print(chosen.map((descriptor) => settingsHelp(descriptor, terminal)).join('\n\n\n'));
  return exitCodes.done;
}
