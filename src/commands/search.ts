import { readFile } from 'node:fs/promises';
import type { Command as Program } from 'commander';
import {
  type MethodChoice,
  mostSteps,
  type NewStudy,
  type Setting,
  type StudyEntry,
  type StudyLimits,
  settingFromText,
  UnrollError,
} from '../contract/index.ts';
import { pruners } from '../search/pruners/index.ts';
import { samplers } from '../search/samplers/index.ts';
import { taskDescriptors } from '../tasks/descriptors.ts';
import type { Workbench } from '../workbench.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findStudy } from './find-study.ts';
import { gather, numberFrom } from './options.ts';
import { searchAndTell } from './study-outcome.ts';
import { type GivenWork, readWork } from './training-work.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options extends GivenWork {
  readonly space?: string;
  readonly sampler?: string;
  readonly pruner?: string;
  readonly samplerSet?: readonly string[];
  readonly prunerSet?: readonly string[];
  readonly trials?: number;
  readonly minutes?: number;
  readonly steps?: number;
  readonly patience?: number;
  readonly parallel?: number;
  readonly objective?: string;
  readonly seed?: number;
  readonly name?: string;
  readonly ask?: boolean;
  readonly resume?: string;
  readonly warmStart?: boolean;
  readonly printSpace?: boolean;
  readonly home?: string;
  readonly json?: boolean;
}

/** Searches hyperparameters: many trials on one file, the best of them named. */
export const search: Command = {
  name: 'search',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id).join(', ');
    program
      .command('search')
      .description('search the hyperparameters of a network')
      .option('--data <file...>', 'what to train on, as for unroll train')
      .option('--task <task>', `${ids(taskDescriptors)} (default: what fits the file)`)
      .option(
        '--preset <name>',
        'a published recipe of the task; --help-settings lists them, --config and --set win over it',
      )
      .option('--config <file>', 'YAML file of settings that every trial shares')
      .option('--set <name=value>', 'one such setting; may be repeated, wins over the file', gather)
      .option('--space <file>', 'YAML file of what is searched (default: rate, size, dropout)')
      .option('--print-space', 'print the space that would be searched, as YAML, and end')
      .option('--sampler <sampler>', ids(samplers))
      .option('--pruner <pruner>', ids(pruners))
      .option('--sampler-set <name=value>', 'option of the sampler; may be repeated', gather)
      .option('--pruner-set <name=value>', 'option of the pruner; may be repeated', gather)
      .option('--trials <n>', 'trials in all', numberFrom(1, 100_000, true))
      .option('--minutes <m>', 'time for all trials', numberFrom(0.01, 1_000_000))
      .option(
        '--steps <n>',
        'optimiser steps of all trials together',
        numberFrom(1, mostSteps, true),
      )
      .option('--patience <n>', 'trials without a better one', numberFrom(1, 100_000, true))
      .option('--parallel <k>', 'trials at once (default: by cores)', numberFrom(1, 256, true))
      .option('--objective <names>', 'metrics to make better, with commas (default: val/loss)')
      .option('--seed <n>', 'of the search (default: 0)', numberFrom(0, 0xffffffff, true))
      .option('--name <name>', 'name of the study')
      .option('--warm-start', 'make use of earlier studies of the same kind')
      .option('--ask', 'only make the study; a script measures its trials with unroll ask and tell')
      .option('--resume <study>', 'go on with a study that was paused or interrupted')
      .option(...homeOption)
      .option('--json', 'print what happens as JSON lines')
      .action((options: Options) => finish(run(options, surroundings)));
  },
};

async function run(options: Options, surroundings: Surroundings): Promise<number> {
  if (options.resume !== undefined) return goOn(options.resume, options, surroundings);
  const space = options.space === undefined ? undefined : await readSpaceFile(options.space);
  const work = await readWork(options);
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const { dataset, task, settings } = await work(workbench);
    const wanted = { ...newStudy(options, space), datasetId: dataset.id, task: task.id, settings };
    if (options.printSpace === true) return printSpace(workbench, wanted, surroundings);
    if (options.ask === true) return makeForScript(workbench, wanted, surroundings);
    const create = () => workbench.handlers['studies.create'](wanted);
    return searchAndTell(surroundings, workbench, create, options.json === true);
  });
}

/** With other limits when some are given, else with its own. */
async function goOn(name: string, options: Options, surroundings: Surroundings): Promise<number> {
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const study = await findStudy(workbench, name);
    const start = async (): Promise<StudyEntry> => {
      const limits = limitsOf(options);
      if (limits === undefined && options.parallel === undefined) {
        return workbench.handlers['studies.resume']({ id: study.id });
      }
      const extended = await workbench.handlers['studies.extend']({
        id: study.id,
        limits: { ...study.limits, ...limits },
        ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
      });
      if (extended.state === 'running') return extended;
      return workbench.handlers['studies.resume']({ id: study.id });
    };
    return searchAndTell(surroundings, workbench, start, options.json === true);
  });
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

/** @throws UnrollError for options without their method, and for those that it does not know */
function methodOf<K extends 'sampler' | 'pruner'>(
  kind: K,
  known: readonly { readonly id: string; readonly options: readonly Setting[] }[],
  id: string | undefined,
  pairs: readonly string[] = [],
): { readonly [P in K]?: MethodChoice } {
  if (id === undefined && pairs.length === 0) return {};
  if (id === undefined) {
    throw new UnrollError({
      code: 'invalid-options',
      message: `--${kind}-set gives options, but no ${kind} is chosen.`,
      where: `--${kind}-set`,
      hint: `Choose one with --${kind}.`,
    });
  }
  const options = known.find((method) => method.id === id)?.options ?? [];
  const given = Object.fromEntries(
    pairs.map((pair) => {
      const [name, ...value] = pair.split('=');
      return [name!, settingFromText(options, name!, value.join('='))];
    }),
  );
  return { [kind]: { id, ...(pairs.length > 0 && { options: given }) } } as {
    [P in K]?: MethodChoice;
  };
}

function newStudy(
  options: Options,
  space: string | undefined,
): Omit<NewStudy, 'datasetId' | 'task' | 'settings'> {
  const limits = limitsOf(options);
  return {
    ...(space === undefined ? {} : { space }),
    ...methodOf('sampler', samplers, options.sampler, options.samplerSet),
    ...methodOf('pruner', pruners, options.pruner, options.prunerSet),
    ...(options.objective === undefined
      ? {}
      : { objectives: options.objective.split(',').map((name) => name.trim()) }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.parallel === undefined ? {} : { parallel: options.parallel }),
    ...(options.warmStart === undefined ? {} : { warmStart: options.warmStart }),
    ...(limits === undefined ? {} : { limits }),
  };
}

function limitsOf({ trials, minutes, steps, patience }: Options): StudyLimits | undefined {
  const limits = {
    ...(trials === undefined ? {} : { trials }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(steps === undefined ? {} : { steps }),
    ...(patience === undefined ? {} : { patience }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

async function readSpaceFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnrollError({
      code: 'no-such-file',
      message:
        code === 'ENOENT'
          ? `There is no file ${path}.`
          : `${path} cannot be read (${code ?? error}).`,
      where: path,
      hint: 'Give a YAML file of parameters with --space; --print-space shows one.',
    });
  }
}
