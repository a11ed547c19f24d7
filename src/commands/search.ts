import type { Command as Program } from 'commander';
import { mostSteps, type NewStudy, type StudyEntry, UnrollError } from '../contract/index.ts';
import { pruners } from '../search/pruners/index.ts';
import { samplers } from '../search/samplers/index.ts';
import { taskDescriptor, taskDescriptors } from '../tasks/descriptors.ts';
import type { Workbench } from '../workbench.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findStudy } from './find-study.ts';
import { gather, numberFrom } from './options.ts';
import {
  limitsOf,
  newStudy,
  readSpaceFile,
  type SearchOptions,
  triedByHand,
} from './search-options.ts';
import { methodsHelp } from './settings-help.ts';
import { searchAndTell } from './study-outcome.ts';
import { readWork } from './training-work.ts';
import { withWorkbench } from './with-workbench.ts';

/** Searches hyperparameters: many trials on one file, the best of them named. */
export const search: Command = {
  name: 'search',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    const command = program
      .command('search')
      .description('search the hyperparameters of a network')
      .option('--data <file...>', 'what to train on, as for unroll train')
      .option('--task <task>', `${idsOf(taskDescriptors)} (default: what fits the file)`)
      .option(
        '--preset <name>',
        'a published recipe of the task; --help-settings lists them, --config and --set win over it',
      )
      .option('--config <file>', 'YAML file of settings that every trial shares')
      .option('--set <name=value>', 'one such setting; may be repeated, wins over the file', gather)
      .option(
        '--space <file>',
        'YAML file of what is searched (default: learning rate, size, layers, dropout)',
      )
      .option('--print-space', 'print the space that would be searched, as YAML, and end');
    addStudyOptions(command)
      .option(...homeOption)
      .option('--json', 'print what happens as JSON lines')
      .option('--help-methods', 'list every sampler and pruner with its options')
      .action((options: SearchOptions) => finish(run(options, surroundings)));
  },
};

const idsOf = (list: readonly { readonly id: string }[]): string =>
  list.map(({ id }) => id).join(', ');

/** How trials are chosen, and how many there may be. */
function addStudyOptions(command: Program): Program {
  return command
    .option('--sampler <sampler>', idsOf(samplers))
    .option('--pruner <pruner>', idsOf(pruners))
    .option('--sampler-set <name=value>', 'option of the sampler; may be repeated', gather)
    .option('--pruner-set <name=value>', 'option of the pruner; may be repeated', gather)
    .option('--trials <n>', 'trials in all', numberFrom(1, 100_000, true))
    .option('--minutes <m>', 'time for all trials', numberFrom(0.01, 1_000_000))
    .option('--steps <n>', 'optimiser steps of all trials together', numberFrom(1, mostSteps, true))
    .option('--patience <n>', 'trials without a better one', numberFrom(1, 100_000, true))
    .option('--parallel <k>', 'trials at once (default: by cores)', numberFrom(1, 256, true))
    .option(
      '--try <values>',
      'a trial by hand before others: lr=0.01,hidden_size=64; may be repeated',
      gather,
    )
    .option('--objective <names>', 'metrics to make better, with commas (default: val/loss)')
    .option('--seed <n>', 'of the search (default: 0)', numberFrom(0, 0xffffffff, true))
    .option('--name <name>', 'name of the study')
    .option('--warm-start', 'make use of earlier studies of the same kind')
    .option('--ask', 'only make the study; a script measures its trials with unroll ask and tell')
    .option('--resume <study>', 'go on with a study that was paused or interrupted');
}

async function run(options: SearchOptions, surroundings: Surroundings): Promise<number> {
  if (options.helpMethods === true) return printMethods(surroundings);
  if (options.resume !== undefined) return goOn(options.resume, options, surroundings);
  const space = options.space === undefined ? undefined : await readSpaceFile(options.space);
  const work = await readWork(options);
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const { dataset, task, settings } = await work(workbench);
    const queue = triedByHand(options, task);
    const subject = { datasetId: dataset.id, task: task.id, settings };
    const wanted = { ...newStudy(options, space), ...subject, ...(queue.length > 0 && { queue }) };
    if (options.printSpace === true) return printSpace(workbench, wanted, surroundings);
    if (options.ask === true) return makeForScript(workbench, wanted, surroundings);
    const create = () => workbench.handlers['studies.create'](wanted);
    return searchAndTell(surroundings, workbench, create, options.json === true);
  });
}

function printMethods({ terminal }: Surroundings): number {
  const all = methodsHelp('Samplers (--sampler, --sampler-set)', samplers, terminal);
  terminal.print(`${all}\n\n${methodsHelp('Pruners (--pruner, --pruner-set)', pruners, terminal)}`);
  return exitCodes.done;
}

/** With other limits and further trials by hand when some are given, else with its own. */
async function goOn(
  name: string,
  options: SearchOptions,
  surroundings: Surroundings,
): Promise<number> {
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const study = await findStudy(workbench, name);
    if (!study.trains) return extendForScript(workbench, study, options, surroundings);
    const start = async (): Promise<StudyEntry> => {
      const extended = await extend(workbench, study, options);
      if (extended?.state === 'running') return extended;
      return workbench.handlers['studies.resume']({ id: study.id });
    };
    return searchAndTell(surroundings, workbench, start, options.json === true);
  });
}

/** @returns null where no limit is given */
async function extend(
  workbench: Workbench,
  study: StudyEntry,
  options: SearchOptions,
): Promise<StudyEntry | null> {
  for (const values of triedByHand(options, taskDescriptor(study.task))) {
    await workbench.handlers['studies.enqueue']({ id: study.id, values });
  }
  const limits = limitsOf(options);
  if (limits === undefined && options.parallel === undefined) return null;
  return workbench.handlers['studies.extend']({
    id: study.id,
    limits: { ...study.limits, ...limits },
    ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
  });
}

/** There is nothing to start: the script asks for the further trials. */
async function extendForScript(
  workbench: Workbench,
  study: StudyEntry,
  options: SearchOptions,
  { terminal }: Surroundings,
): Promise<number> {
  const extended = await extend(workbench, study, options);
  if (extended === null && options.try === undefined) {
    // Refused, with the reason.
    await workbench.handlers['studies.resume']({ id: study.id });
  }
  terminal.note(
    `Its trials are measured by a script, which goes on with: unroll ask ${study.name}`,
  );
  terminal.print(study.name);
  return exitCodes.done;
}

async function makeForScript(
  workbench: Workbench,
  wanted: NewStudy,
  { terminal }: Surroundings,
): Promise<number> {
  const { name } = await workbench.handlers['studies.create']({ ...wanted, trains: false });
  terminal.print(name);
  return exitCodes.done;
}

async function printSpace(
  workbench: Workbench,
  wanted: NewStudy,
  { terminal }: Surroundings,
): Promise<number> {
  const plan = await workbench.handlers['studies.plan'](wanted);
  const [problem] = plan.problems;
  if (problem !== undefined) {
    throw new UnrollError({
      code: 'invalid-space',
      message: problem.message,
      where: problem.where,
    });
  }
  terminal.print(plan.yaml.trimEnd());
  return exitCodes.done;
}
