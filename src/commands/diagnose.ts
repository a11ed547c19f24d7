import type { Command as Program } from 'commander';
import type { LayerMemory, MemorySample } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { textTable } from './terminal/text-table.ts';
import { answering, withWorkbench } from './with-workbench.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

/** Says how long a network remembers, and why it forgets or explodes. */
export const diagnose: Command = {
  name: 'diagnose',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('diagnose')
      .description('how long a network remembers, and what would help')
      .argument('<run>', 'name or number of the run')
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, options: Options) => finish(look(run, options, surroundings)));
  },
};

async function look(name: string, options: Options, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  return withWorkbench(surroundings, answering(options), async (workbench) => {
    const run = await findRun(workbench, name);
    const sample = await workbench.handlers['diagnose.create']({ runId: run.id });
    if (options.json === true) terminal.printJson({ run: run.name, ...sample });
    else terminal.print(reportOf(sample));
    return exitCodes.done;
  });
}

function reportOf({ finding, advice, layers, context }: MemorySample): string {
  const parts = [finding.message, layerTable(layers), contextTable(context)];
  if (advice.length === 0) return parts.join('\n\n');
  const lines = advice.map(({ message, settings }) => {
    const values = Object.entries(settings).map(([setting, value]) => `--set ${setting}=${value}`);
    return `  ${message} (${values.join(' ')})`;
  });
  return [...parts, `What may help:\n${lines.join('\n')}`].join('\n\n');
}

const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : String(Number(value.toPrecision(3)));

function layerTable(layers: readonly LayerMemory[]): string {
  return textTable({
    head: [
      'layer',
      'cell',
      'memory, steps',
      'gradient left',
      'gates keep, steps',
      'largest singular value',
      'Lyapunov exponent',
      'gradient norm',
    ],
    rows: layers.map((layer) => [
      layer.name,
      layer.cell,
      figure(layer.memory),
      figure((layer.lags.at(-1) ?? 0) / (layer.lags[0] || 1)),
      figure(layer.timeConstant),
      figure(layer.singularValues[0]),
      figure(layer.lyapunov[0]),
      figure(layer.gradientNorm),
    ]),
    right: (column) => column > 1,
  });
}

function contextTable(context: MemorySample['context']): string {
  return textTable({
    head: ['context, steps', 'loss'],
    rows: context.map(({ steps, loss }) => [String(steps), figure(loss)]),
    right: () => true,
  });
}
