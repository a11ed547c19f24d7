import type { Command as Program } from 'commander';
import { comparisonChart } from '../comparison/comparison-chart.ts';
import { type Baseline, type Comparison, type Run, UnrollError } from '../contract/index.ts';
import { decidingMetricOf } from '../tasks/descriptors.ts';
import type { Workbench } from '../workbench.ts';
import {
  type Command,
  type Finish,
  filterOption,
  homeOption,
  jsonOption,
  type Surroundings,
} from './command.ts';
import { statisticsText } from './comparison-statistics.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { resultTable } from './result-table.ts';
import type { Terminal } from './terminal/terminal.ts';
import { textTable } from './terminal/text-table.ts';
import { withWorkbench } from './with-workbench.ts';
import { writeGivenFile } from './write-given-file.ts';

interface Options {
  readonly filter?: string;
  readonly svg?: string;
  readonly home?: string;
  readonly json?: boolean;
}

/** Puts runs side by side: what differs, what each reached, and the naive rows. */
export const compare: Command = {
  name: 'compare',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('compare')
      .description('compare runs side by side with the naive baselines')
      .argument('[runs...]', 'names or numbers of runs')
      .option(...filterOption)
      .option('--svg <file>', 'also draw the validation curves')
      .option(...homeOption)
      .option(...jsonOption)
      .action((names: string[], options: Options) =>
        finish(compareNamed(names, options, surroundings)),
      );
  },
};

async function compareNamed(
  names: readonly string[],
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  return withWorkbench(surroundings, { home: options.home, readOnly: true }, async (workbench) => {
    const runs = await chosenRuns(workbench, names, options.filter);
    const { terminal } = surroundings;
    const comparison = await workbench.handlers['runs.compare']({ ids: runs.map(({ id }) => id) });
    if (options.json === true) terminal.printJson(comparison);
    else terminal.print(comparisonText(comparison, runs, terminal));
    if (options.svg !== undefined) {
      const path = await drawComparison(workbench, runs, comparison, options.svg);
      terminal.note(`Chart: ${path}`);
    }
    return exitCodes.done;
  });
}

/** Most runs side by side. */
const mostRuns = 50;

/**
 * The runs named, then those that pass the filter, each once.
 * @throws UnrollError when there is none or there are too many
 */
async function chosenRuns(
  workbench: Workbench,
  names: readonly string[],
  filter: string | undefined,
): Promise<Run[]> {
  const chosen = new Map<number, Run>();
  for (const name of names) {
    const run = await findRun(workbench, name);
    chosen.set(run.id, run);
  }
  const passing = filter === undefined ? [] : await workbench.handlers['runs.find']({ filter });
  for (const id of passing.toReversed()) {
    if (!chosen.has(id)) chosen.set(id, await workbench.handlers['runs.get']({ id }));
    if (chosen.size > mostRuns) throw tooMany(passing.length);
  }
  if (chosen.size === 0) throw nothingToCompare(filter);
  return [...chosen.values()];
}

function tooMany(count: number): UnrollError {
  return new UnrollError({
    code: 'too-many-runs',
    message: `The filter lets ${count} runs pass; at most ${mostRuns} are compared.`,
    where: '--filter',
    hint: 'Narrow it further, or name the runs.',
  });
}

function nothingToCompare(filter: string | undefined): UnrollError {
  return new UnrollError({
    code: 'no-such-run',
    message: filter === undefined ? 'No run was named.' : `No run passes ${filter}.`,
    hint: 'Name runs, or choose them with --filter. See the names with: unroll list',
  });
}

/** Baselines that runs measured apart say whose they are. */
function attributed({ baselines }: Comparison): Baseline[] {
  return baselines.map(({ run, ...baseline }) =>
    run === null ? baseline : { ...baseline, label: `${baseline.label}, ${run}` },
  );
}

/** For people: figures over baselines, then the settings that differ. */
export function comparisonText(
  comparison: Comparison,
  runs: readonly Run[],
  terminal: Terminal,
): string {
  const parts = [resultTable(runs, attributed(comparison), terminal)];
  if (comparison.differences.length > 0) {
    parts.push(
      textTable({
        head: ['differs', ...comparison.runs.map(({ name }) => name)],
        rows: comparison.differences.map(({ name, values }) => [
          name,
          ...values.map((value) => value ?? '–'),
        ]),
      }),
    );
  }
  if (comparison.statistics !== null) parts.push(statisticsText(comparison.statistics, runs));
  return parts.join('\n\n');
}

/** Writes the validation curves as SVG. @returns the file's full path @throws UnrollError */
export async function drawComparison(
  workbench: Workbench,
  runs: readonly Run[],
  comparison: Comparison,
  file: string,
): Promise<string> {
  const [first] = runs;
  const metric = first === undefined ? 'val/loss' : decidingMetricOf(first);
  const series = await workbench.handlers['metrics.series']({
    runIds: runs.map(({ id }) => id),
    metrics: [metric],
    maxPoints: 600,
  });
  const curves = runs.flatMap((run) => {
    const own = series.find(({ runId }) => runId === run.id);
    return own === undefined ? [] : [{ run, series: own }];
  });
  const chart = comparisonChart({ metric, x: 'step', curves, baselines: attributed(comparison) });
  return writeGivenFile(file, chart, { hint: 'Choose another place with --svg.', replaces: true });
}
