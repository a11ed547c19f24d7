import type { Command as Program } from 'commander';
import { type Run, settingsToYaml } from '../contract/index.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { problemLine } from './problem-line.ts';
import { resultTable } from './result-table.ts';
import { count, duration } from './terminal/figures.ts';
import type { Terminal } from './terminal/terminal.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

/** Everything that is known of one run. */
export const show: Command = {
  name: 'show',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('show')
      .description('show a run: settings, figures, events, checkpoints')
      .argument('<run>', 'name or number of the run')
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, options: Options) => finish(tell(run, options, surroundings)));
  },
};

async function tell(name: string, options: Options, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  return withWorkbench(surroundings, { home: options.home, readOnly: true }, async (workbench) => {
    const run = await findRun(workbench, name);
    const events = await workbench.handlers['runs.events']({ id: run.id });
    const checkpoints = await workbench.handlers['runs.checkpoints']({ id: run.id });
    const datasets = await workbench.handlers['datasets.list']();
    const dataset = datasets.find(({ id }) => id === run.datasetId);
    if (options.json === true) {
      terminal.printJson({ ...run, events, checkpoints });
      return exitCodes.done;
    }
    const { colors } = terminal;
    const written = events.map(
      (event) => `${new Date(event.at).toISOString()}  ${event.level}  ${event.message}`,
    );
    const kept = checkpoints.map(({ kind, step, path }) => `${kind}  step ${count(step)}  ${path}`);
    terminal.print(
      [
        ...factsOf(run, dataset?.name ?? 'removed', terminal),
        section(colors.cyan('Settings that differ from the defaults'), [settingsText(run)]),
        section(colors.cyan('Events'), written),
        section(colors.cyan('Checkpoints'), kept),
      ]
        .filter((part) => part !== '')
        .join('\n'),
    );
    return exitCodes.done;
  });
}

function factsOf(run: Run, dataset: string, terminal: Terminal): string[] {
  const { colors } = terminal;
  const environment = run.environment;
  const lines = [
    `${colors.bold(run.name)}  number ${run.id}  ${run.task}  ${run.state}`,
    `${count(run.step)} steps, epoch ${run.epoch.toFixed(2)}, ${duration(run.seconds)}, seed ${run.seed}`,
    environment === null
      ? 'not started yet'
      : `${environment.kernel} on ${environment.device}, TensorFlow ${environment.tensorflow}, ${environment.threads} threads, Unroll ${environment.unroll}`,
    `data ${dataset} (${run.datasetHash.slice(0, 12)}), folder ${run.directory}`,
  ];
  if (run.facts !== null) {
    const details = run.facts.details.map(([name, value]) => `${name} ${value}`);
    lines.push([`${count(run.facts.parameters)} parameters`, ...details].join(', '));
  }
  if (run.tags.length > 0) lines.push(`tags ${run.tags.join(', ')}`);
  if (run.notes !== '') lines.push(run.notes);
  if (run.problem !== null) lines.push(colors.red(problemLine(run.problem)));
  if (Object.keys(run.best).length > 0) lines.push('', resultTable([run], run.baselines, terminal));
  if (run.verdict !== null) lines.push('', run.verdict);
  return lines;
}

function section(title: string, lines: readonly string[]): string {
  const written = lines.filter((line) => line !== '');
  return written.length === 0 ? '' : `\n${title}\n${written.join('\n')}`;
}

/** Of an imported run nothing is known but its values. */
function settingsText(run: Run): string {
  if (run.source !== null) {
    return Object.entries(run.settings)
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join('\n');
  }
  return settingsToYaml(taskDescriptor(run.task).settings, run.settings).trim();
}
