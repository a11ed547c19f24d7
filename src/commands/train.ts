import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command as Program } from 'commander';
import {
  type Dataset,
  parseSettings,
  type Settings,
  type TaskDescriptor,
  UnrollError,
} from '../contract/index.ts';
import { taskDescriptor, taskDescriptors } from '../tasks/descriptors.ts';
import type { Workbench } from '../workbench.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { type GivenSettings, gather, readGivenSettings } from './options.ts';
import { trainAndTell } from './run-outcome.ts';
import { settingsHelp } from './settings-help.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly data?: readonly string[];
  readonly task?: string;
  readonly config?: string;
  readonly set?: readonly string[];
  readonly name?: string;
  readonly tag?: readonly string[];
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
        'table, text or pairs of sentences, also in gzip, zip or tar; a folder; files that belong together',
      )
      .option(
        '--task <task>',
        `${taskDescriptors.map(({ id }) => id).join(', ')} (default: what fits the file)`,
      )
      .option('--config <file>', 'YAML file of settings')
      .option('--set <name=value>', 'one setting; may be repeated, wins over the file', gather)
      .option('--name <name>', 'name of the run (default: two words and a number)')
      .option('--tag <tag>', 'tag of the run; may be repeated', gather)
      .option(...homeOption)
      .option('--json', 'print reports and the outcome as JSON lines')
      .option('--help-settings', 'list every setting with its range and default')
      .action((options: Options) => finish(run(options, surroundings)));
  },
};

async function run(options: Options, surroundings: Surroundings): Promise<number> {
  if (options.helpSettings === true) return printSettings(options, surroundings);
  if (options.data === undefined) throw missingData();
  const given = await readGivenSettings(options.config, options.set ?? []);
  const named = options.task ?? given.task;
  // Wrong settings are told before anything is opened or copied.
  if (named !== null) checkGiven(taskDescriptor(named), given);
  const [path, ...others] = options.data.map((given) => resolve(given));
  if (path === undefined) throw missingData();
  for (const given of options.data) await expectReadable(resolve(given), given);
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const { dataset } = await workbench.handlers['datasets.import']({ path, others });
    const task = named === null ? fittingTask(dataset) : taskDescriptor(named);
    const settings = { ...suggested(dataset, task), ...checkGiven(task, given) };
    const start = () =>
      workbench.handlers['runs.create']({
        datasetId: dataset.id,
        task: task.id,
        settings: writable(settings),
        ...(options.name === undefined ? {} : { name: options.name }),
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

/** Only what was given, checked. @throws UnrollError naming value, range and nearest name */
function checkGiven(task: TaskDescriptor, given: GivenSettings): Settings {
  const wanted = given.for(task);
  const checked = parseSettings(task.settings, wanted);
  return Object.fromEntries(Object.entries(checked).filter(([name]) => name in wanted));
}

function suggested(dataset: Dataset, task: TaskDescriptor): Settings {
  return dataset.suggestions.find((suggestion) => suggestion.task === task.id)?.settings ?? {};
}

/** The record's lists may be written to, the checked ones may not. */
function writable(
  settings: Settings,
): Parameters<Workbench['handlers']['runs.create']>[0]['settings'] {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'object' ? [...value] : value,
    ]),
  );
}

function fittingTask(dataset: Dataset): TaskDescriptor {
  const [first] = dataset.suggestions;
  if (first !== undefined) return taskDescriptor(first.task);
  const trouble = dataset.diagnoses.find(({ severity }) => severity === 'error');
  throw new UnrollError({
    code: 'no-task-fits',
    message: `No task fits ${dataset.name}${trouble === undefined ? '' : `: ${trouble.message}`}`,
    where: dataset.name,
    hint: trouble?.action ?? 'Name one with --task, or use more data.',
  });
}

async function expectReadable(path: string, given: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnrollError({
      code: 'unreadable-file',
      message:
        code === 'ENOENT' ? `There is no file ${given}.` : `${given} cannot be read (${code}).`,
      where: given,
      hint: 'Check the path given with --data.',
    });
  }
}

function missingData(): UnrollError {
  return new UnrollError({
    code: 'missing-option',
    message: 'The option --data FILE is missing.',
    where: '--data',
    hint: 'Name the file to train on; see unroll train --help.',
  });
}
