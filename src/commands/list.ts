import type { Command as Program } from 'commander';
import type { Dataset, Run, StudyEntry } from '../contract/index.ts';
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
import { exitCodes } from './exit-codes.ts';
import { findProject } from './find-project.ts';
import { bytes, count, duration, figure } from './terminal/figures.ts';
import { textTable } from './terminal/text-table.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly datasets?: boolean;
  readonly project?: string;
  readonly filter?: string;
  readonly archived?: boolean;
  readonly studies?: boolean;
  readonly home?: string;
  readonly json?: boolean;
}

/** Lists runs, data sets or studies. */
export const list: Command = {
  name: 'list',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('list')
      .description('list the runs, the data sets or the searches')
      .option('--datasets', 'list data sets')
      .option('--project <name>', 'only the runs of one project')
      .option(...filterOption)
      .option('--archived', 'also the runs that were put away')
      .option('--studies', 'list hyperparameter searches')
      .option(...homeOption)
      .option(...jsonOption)
      .action((options: Options) => finish(show(options, surroundings)));
  },
};

async function show(options: Options, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  return withWorkbench(surroundings, { home: options.home, readOnly: true }, async (workbench) => {
    if (options.datasets === true) {
      const datasets = await workbench.handlers['datasets.list']();
      if (options.json === true) terminal.printJson(datasets);
      else terminal.print(datasetTable(datasets));
    } else if (options.studies === true) {
      const studies = await workbench.handlers['studies.list'](undefined);
      if (options.json === true) terminal.printJson(studies);
      else terminal.print(studyTable(studies));
    } else {
      const runs = await listedRuns(workbench, options);
      if (options.json === true) terminal.printJson(runs);
      else terminal.print(runTable(runs));
    }
    return exitCodes.done;
  });
}

/** What was put away shows only when it is asked for. */
async function listedRuns(workbench: Workbench, options: Options): Promise<Run[]> {
  const { filter = '', project } = options;
  const projectId = project === undefined ? undefined : (await findProject(workbench, project)).id;
  const runs = await workbench.handlers['runs.list']();
  const passing = new Set(await workbench.handlers['runs.find']({ filter, projectId }));
  const archived = options.archived === true || /\barchived\b/i.test(filter);
  return runs.filter(({ id, archivedAt }) => passing.has(id) && (archived || archivedAt === null));
}

function runTable(runs: readonly Run[]): string {
  if (runs.length === 0) return 'No runs yet. Start one with: unroll train --data FILE';
  return textTable({
    head: ['', 'run', 'task', 'state', 'best', '', 'steps', 'time', 'device'],
    rows: runs.map((run) => {
      const metric = decidingMetricOf(run);
      return [
        String(run.id),
        run.name,
        run.task,
        run.state,
        metric,
        figure(run.best[metric]),
        count(run.step),
        duration(run.seconds),
        run.environment?.device ?? '–',
      ];
    }),
    right: (column) => column === 0 || (column >= 5 && column <= 7),
  });
}

function studyTable(studies: readonly StudyEntry[]): string {
  if (studies.length === 0) return 'No searches yet. Start one with: unroll search --data FILE';
  return textTable({
    head: ['', 'study', 'task', 'state', 'objective', 'best', 'trials', 'time'],
    rows: studies.map((study) => [
      String(study.id),
      study.name,
      study.task,
      study.state,
      study.objectives.map(({ name }) => name).join(', '),
      study.best === null ? '–' : study.best.results.map(figure).join(', '),
      count(study.counts.completed + study.counts.pruned + study.counts.failed),
      duration(study.seconds),
    ]),
    right: (column) => column === 0 || column >= 5,
  });
}

function datasetTable(datasets: readonly Dataset[]): string {
  if (datasets.length === 0) return 'No data yet. It comes with: unroll train --data FILE';
  return textTable({
    head: ['', 'data set', 'format', 'size', 'holds', 'hash'],
    rows: datasets.map((dataset) => [
      String(dataset.id),
      dataset.name,
      dataset.compression === null ? dataset.format : `${dataset.format}, ${dataset.compression}`,
      bytes(dataset.bytes),
      contents(dataset),
      dataset.hash.slice(0, 12),
    ]),
    right: (column) => column === 0 || column === 3,
  });
}

function contents({ summary }: Dataset): string {
  switch (summary.kind) {
    case 'table':
      return `${counted(summary.rows, 'row')}, ${counted(summary.columns.length, 'column')}`;
    case 'text':
      return counted(summary.characters, 'character');
    case 'music':
      return `${counted(summary.pieces, 'piece')}, ${counted(summary.steps, 'step')}`;
    case 'parallel':
      return `${counted(summary.pairs, 'pair')}, ${summary.languages.join(' ')}`;
    case 'sequences':
      return `${counted(summary.sequences, 'sequence')}, ${summary.target === 'number' ? 'a number each' : counted(summary.distinctClasses, 'class')}`;
    case 'audio':
      return `${counted(summary.clips, 'recording')}, ${duration(summary.seconds)}`;
  }
}

function counted(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}
