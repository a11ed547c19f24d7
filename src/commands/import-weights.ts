import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command as Program } from 'commander';
import {
  type Run,
  UnrollError,
  type WeightInspection,
  type WeightMapping,
} from '../contract/index.ts';
import { taskDescriptors } from '../tasks/descriptors.ts';
import type { Workbench } from '../workbench.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { projectCalled } from './find-project.ts';
import { findRun } from './find-run.ts';
import { gather } from './options.ts';
import { resultTable } from './result-table.ts';
import { count } from './terminal/figures.ts';
import type { Terminal } from './terminal/terminal.ts';
import { textTable } from './terminal/text-table.ts';
import { type GivenWork, readWork } from './training-work.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options extends GivenWork {
  readonly vocab?: string;
  readonly map?: readonly string[];
  readonly partial?: boolean;
  readonly dryRun?: boolean;
  readonly name?: string;
  readonly project?: string;
  readonly tag?: readonly string[];
  readonly home?: string;
  readonly json?: boolean;
}

/** Makes a run of weights that another program trained. */
export const importWeights: Command = {
  name: 'import-weights',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('import-weights')
      .description('make a run of weights from PyTorch, Keras or safetensors')
      .argument(
        '<file>',
        'safetensors, .pt, .pth, .h5, .hdf5 or .keras; or the name of a run to start from',
      )
      .option('--data <file...>', 'data to measure on, write from and train further on')
      .option(
        '--task <task>',
        `${taskDescriptors.map(({ id }) => id).join(', ')} (default: what fits)`,
      )
      .option('--vocab <file>', 'JSON file that numbers the characters or words of the weights')
      .option(
        '--map <layer=source>',
        'a layer of the network from a named layer of the file; may be repeated',
        gather,
      )
      .option('--partial', 'what has no source keeps its random first values')
      .option('--dry-run', 'show what would become what, and stop')
      .option('--config <file>', 'YAML file of settings')
      .option('--set <name=value>', 'one setting; may be repeated, wins over the file', gather)
      .option('--name <name>', 'name of the run')
      .option('--project <name>', 'project of the run, made when there is none')
      .option('--tag <tag>', 'tag of the run; may be repeated', gather)
      .option(...homeOption)
      .option(...jsonOption)
      .action((file: string, options: Options) => finish(bring(file, options, surroundings)));
  },
};

async function bring(file: string, options: Options, surroundings: Surroundings): Promise<number> {
  if (options.data === undefined) return show(file, options, surroundings);
  const { terminal } = surroundings;
  const wishes = Object.fromEntries((options.map ?? []).map(splitWish));
  const work = await readWork(options);
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    const { dataset, task, given } = await work(workbench);
    const { name, project, tag, partial } = options;
    const { path, vocab, shape } = await weightsOf(workbench, file, options.vocab);
    const known = shape.filter(([setting]) => task.settings.some((one) => one.name === setting));
    const settings = { ...Object.fromEntries(known), ...given };
    const projectId =
      project === undefined ? undefined : (await projectCalled(workbench, project)).id;
    const wished = {
      ...{ path, datasetId: dataset.id, task: task.id, settings, wishes },
      ...{ name, projectId, vocabulary: vocab, partial: partial === true },
      ...(tag === undefined ? {} : { tags: [...tag] }),
    };
    if (options.json !== true || options.dryRun === true) {
      const plan = await workbench.handlers['weights.plan'](wished);
      if (options.json === true) terminal.printJson(plan);
      else terminal.print(mappingText(plan.mapping));
    }
    if (options.dryRun === true) return exitCodes.done;
    const { run, mapping } = await workbench.handlers['weights.import'](wished);
    if (options.json === true) terminal.printJson(importedLine(run, mapping));
    else terminal.print(`\n${importedText(run, mapping, terminal)}`);
    return exitCodes.done;
  });
}

/** Settings of a run's network that its weights do not tell. */
const untold = ['layer_connection', 'past_attention', 'past_window'];

interface WeightsToTake {
  readonly path: string;
  readonly vocab: string | undefined;
  /** Name and value of what the weights do not tell. */
  readonly shape: readonly (readonly [string, string | number])[];
}

/** A file, or the best weights of a run with its vocabulary. */
async function weightsOf(
  workbench: Workbench,
  given: string,
  vocab: string | undefined,
): Promise<WeightsToTake> {
  const isFile = statSync(given, { throwIfNoEntry: false })?.isFile() === true;
  if (isFile || /[./\\]/.test(given)) return { path: given, vocab, shape: [] };
  const { directory, settings } = await findRun(workbench, given);
  const counted = join(directory, 'vocabulary.json');
  const named = settings['vocabulary_file'];
  const own = typeof named === 'string' && named !== '' ? named : counted;
  return {
    path: join(directory, 'checkpoints', 'best.safetensors'),
    vocab: vocab ?? (existsSync(own) ? own : undefined),
    shape: untold.flatMap((name) => {
      const value = settings[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
    }),
  };
}

/** Without data nothing can be made of the weights, but they can be looked at. */
async function show(file: string, options: Options, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  return withWorkbench(surroundings, { home: options.home, readOnly: true }, async (workbench) => {
    const inspection = await workbench.handlers['weights.inspect']({ path: file });
    if (options.json === true) terminal.printJson(inspection);
    else terminal.print(inspectionText(inspection));
    if (options.dryRun === true) return exitCodes.done;
    throw new UnrollError({
      code: 'missing-option',
      message: 'The option --data FILE is missing.',
      where: '--data',
      hint: 'Name a file like the one that the weights were trained on, or only look with --dry-run.',
    });
  });
}

function splitWish(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at > 0) return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  throw new UnrollError({
    code: 'invalid-mapping',
    message: `--map ${pair} lacks a source.`,
    where: pair,
    hint: 'Write --map layer=source, for instance --map output=decoder.',
  });
}

function inspectionText(inspection: WeightInspection): string {
  const { label, tensors, layers, settings, leftOver } = inspection;
  const rows = layers.map(({ name, summary, values }) => [name, summary, count(values)]);
  const lines = [
    `${label}: ${count(tensors)} tensors`,
    '',
    textTable({ head: ['layer', 'what it is', 'values'], rows, right: (column) => column === 2 }),
  ];
  if (leftOver.length > 0) lines.push('', leftOverText({ leftOver }));
  const named = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  if (named.length > 0) lines.push('', `Settings that fit: ${named.join(' ')}`);
  return lines.join('\n');
}

function mappingText(mapping: WeightMapping): string {
  const rows = mapping.mapped.map(({ target, shape, source, conversion }) => [
    target,
    shape.join(' × '),
    source,
    conversion,
  ]);
  const lines = [textTable({ head: ['parameter', 'shape', 'from', 'how'], rows })];
  if (mapping.missing.length > 0) {
    const without = mapping.missing.map(({ target, shape, why }) => [
      target,
      shape.join(' × '),
      why,
    ]);
    lines.push('', textTable({ head: ['without a source', 'shape', 'why'], rows: without }));
  }
  if (mapping.leftOver.length > 0) lines.push('', leftOverText(mapping));
  return lines.join('\n');
}

function leftOverText({ leftOver }: Pick<WeightMapping, 'leftOver'>): string {
  const rows = leftOver.map(({ tensor, shape, why }) => [tensor, shape.join(' × '), why]);
  return textTable({ head: ['left over', 'shape', 'why'], rows });
}

function importedText(run: Run, { missing }: WeightMapping, terminal: Terminal): string {
  const rest =
    missing.length === 0 ? '' : `, ${missing.length} parameters with random first values`;
  return [
    `Imported as ${terminal.colors.bold(run.name)}${rest}.`,
    '',
    resultTable([run], run.baselines, terminal),
    ...(run.verdict === null ? [] : ['', run.verdict]),
    '',
    `Train it further with: unroll resume ${run.name}`,
  ].join('\n');
}

function importedLine(run: Run, mapping: WeightMapping): Record<string, unknown> {
  const { name, best, test, baselines, directory } = run;
  return { run: name, best, test, baselines, directory, mapping };
}
