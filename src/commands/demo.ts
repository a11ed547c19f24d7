import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command as Program } from 'commander';
import { type Run, UnrollError } from '../contract/index.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import type { Workbench } from '../workbench.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { comparisonText, drawComparison } from './compare.ts';
import { exitCodes } from './exit-codes.ts';
import { followRun } from './follow-run.ts';
import { freeName } from './free-name.ts';
import { numberFrom, oneOf } from './options.ts';
import { problemLine } from './problem-line.ts';
import { RunProgress } from './run-progress.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly data: string;
  readonly svg: string;
  readonly minutes: number;
  readonly home?: string;
}

interface Plan {
  readonly sample: string;
  readonly task: string;
  /** For both runs: small, so that two of them end well under two minutes on two cores. */
  readonly common: Readonly<Record<string, string | number>>;
  readonly cells: readonly [string, string];
}

const plans = {
  series: {
    sample: 'electricity-demand',
    task: 'forecasting',
    // What the data itself suggests: the week before is taken out and is the forecast to beat.
    common: {
      input_length: 96,
      horizon: 48,
      segment_length: 24,
      normalization: 'season',
      hidden_size: 64,
      batch_size: 32,
      max_epochs: 60,
      patience: 10,
    },
    cells: ['gru', 'lstm'],
  },
  text: {
    sample: 'tiny-shakespeare',
    task: 'language-model',
    common: { hidden_size: 128, num_layers: 1 },
    cells: ['gru', 'lstm'],
  },
} as const satisfies Record<string, Plan>;

/** Trains two small networks on bundled data and compares them, to show that everything works. */
export const demo: Command = {
  name: 'demo',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('demo')
      .description('train two small networks on sample data and compare them (under 2 minutes)')
      .option('--data <kind>', 'series (electricity demand) or text (Shakespeare)', 'series')
      .option('--svg <file>', 'where the comparison chart is written', 'unroll-demo.svg')
      .option('--minutes <number>', 'training time of each run', numberFrom(0.01, 60), 0.5)
      .option(homeOption[0], 'keep the runs in this folder (default: a temporary one)')
      .action((options: Options) => finish(present(options, surroundings)));
  },
};

async function present(options: Options, surroundings: Surroundings): Promise<number> {
  const kind = oneOf('The kind of data', options.data, ['series', 'text']);
  const temporary =
    options.home === undefined ? await mkdtemp(join(tmpdir(), 'unroll-demo-')) : null;
  try {
    const home = options.home ?? temporary ?? undefined;
    return await withWorkbench(surroundings, { home }, (workbench) =>
      trainAndCompare(
        workbench,
        withMinutes(plans[kind], options.minutes),
        options.svg,
        surroundings,
      ),
    );
  } finally {
    if (temporary !== null) await rm(temporary, { recursive: true, force: true });
  }
}

function withMinutes(plan: Plan, minutes: number): Plan {
  return { ...plan, common: { ...plan.common, max_minutes: minutes } };
}

async function trainAndCompare(
  workbench: Workbench,
  plan: Plan,
  svg: string,
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  const samples = await workbench.handlers['datasets.samples']();
  const sample = samples.find(({ id }) => id === plan.sample);
  if (sample === undefined) throw noSample(plan.sample);
  const { dataset } = await workbench.handlers['datasets.import']({ path: sample.path });
  terminal.note(`${sample.label}: ${sample.help}`);
  const runs: Run[] = [];
  for (const cell of plan.cells) {
    const { run, interruptedBy } = await trainOne(workbench, plan, dataset.id, cell, surroundings);
    if (interruptedBy !== null) return exitCodes.interrupted;
    if (run.state !== 'completed') {
      const why = run.problem === null ? `ended as ${run.state}` : problemLine(run.problem);
      terminal.note(`unroll: ${run.name}: ${why}`);
      return exitCodes.failed;
    }
    runs.push(run);
  }
  const comparison = await workbench.handlers['runs.compare']({ ids: runs.map(({ id }) => id) });
  terminal.print(comparisonText(comparison, runs, terminal));
  for (const { name, verdict } of runs) {
    if (verdict !== null) terminal.print(`\n${name}: ${verdict}`);
  }
  const path = await drawComparison(workbench, runs, comparison, svg);
  terminal.print(`\nChart: ${path}`);
  return exitCodes.done;
}

async function trainOne(
  workbench: Workbench,
  plan: Plan,
  datasetId: number,
  cell: string,
  { terminal }: Surroundings,
): ReturnType<typeof followRun> {
  const progress = new RunProgress(terminal, taskDescriptor(plan.task));
  const name = await freeName(workbench, `demo-${cell}`);
  terminal.note(`Training ${name}`);
  const start = () =>
    workbench.handlers['runs.create']({
      datasetId,
      task: plan.task,
      settings: { ...plan.common, cell },
      name,
      tags: ['demo'],
    });
  try {
    return await followRun(workbench, start, {
      onPoint: (point) => progress.onPoint(point),
      onRun: (run) => progress.onRun(run),
      onTrouble: (text) => progress.note(text),
      onPausing: (run) => progress.note(`Pausing ${run.name}; Ctrl-C again ends at once.`),
    });
  } finally {
    progress.stop();
  }
}

function noSample(id: string): UnrollError {
  return new UnrollError({
    code: 'no-sample',
    message: `The sample data ${id} is not part of this installation.`,
    where: id,
    hint: 'Install Unroll again.',
  });
}
