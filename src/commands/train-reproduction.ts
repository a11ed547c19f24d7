import { availableParallelism, loadavg } from 'node:os';
import {
  type Dataset,
  type Project,
  parseSettings,
  type Run,
  type Settings,
  UnrollError,
} from '../contract/index.ts';
import { judge, type MachineLoad, type Outcome } from '../reproduce/outcome.ts';
import type { Reproduction, Trained, Trial } from '../reproduce/reproduction.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import type { Workbench } from '../workbench.ts';
import type { Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { projectCalled } from './find-project.ts';
import { type EndedRun, followRun } from './follow-run.ts';
import { freeName } from './free-name.ts';
import { problemLine } from './problem-line.ts';
import { RunProgress } from './run-progress.ts';
import { suggestedSettings, writable } from './training-work.ts';

/** Of a row that measures weights of another program. */
export interface WeightFiles {
  readonly path: string;
  readonly vocabulary: string;
}

export interface AskedReproduction {
  readonly row: Reproduction;
  /** The data file. */
  readonly path: string;
  readonly weights: WeightFiles | null;
  readonly quick: boolean;
  /** Goes on with unfinished runs, and takes finished ones, of the same data and settings. */
  readonly resume: boolean;
}

/** Enough to see that everything works. */
const quickSettings: Settings = { max_minutes: 0.3 };
/** Where the runs are kept, apart from a person's own. */
const projectName = 'Reproduce';

/**
 * Trains every trial of a row with every seed, through the engine as `unroll train` does.
 * @returns what it came to, or an exit code where a run was paused or did not end
 */
export async function trainReproduction(
  workbench: Workbench,
  asked: AskedReproduction,
  surroundings: Surroundings,
): Promise<Outcome | number> {
  const { row } = asked;
  const { terminal } = surroundings;
  const { dataset } = await workbench.handlers['datasets.import']({ path: asked.path });
  const quick = asked.quick ? { ...quickSettings, ...row.quick } : null;
  const project = await projectCalled(workbench, projectName);
  const seeds = quick === null ? row.seeds : row.seeds.slice(0, 1);
  const load = new LoadWatch();
  const trained: Trained[] = [];
  terminal.note(`${row.name}: ${row.title}, about ${row.minutes} min on two quiet cores`);
  for (const trial of row.trials) {
    for (const seed of seeds) {
      const settings = { ...settingsOf(row, trial, dataset), ...quick, seed };
      const one = { row, trial, settings, dataset, project, resume: asked.resume };
      if (asked.weights !== null) {
        trained.push({ trial, run: await importWeights(workbench, one, asked.weights) });
        load.look();
        continue;
      }
      const ended = await trainOne(workbench, one, surroundings, () => load.look());
      if (ended.run.state !== 'completed') return unfinished(ended, row, surroundings);
      trained.push({ trial, run: ended.run });
    }
  }
  return {
    reproduction: row,
    trained,
    quick,
    results: judge(row, trained),
    seconds: trained.reduce((sum, { run }) => sum + run.seconds, 0),
    date: dateOf(trained),
    version: surroundings.version,
    load: load.seen,
    isSameData: row.data.hash === undefined ? null : row.data.hash === sourceHash(row, dataset),
  };
}

function dateOf(trained: readonly Trained[]): string {
  const ends = trained.map(({ run }) => run.finishedAt ?? run.createdAt);
  return new Date(Math.max(...ends)).toISOString().slice(0, 10);
}

/** Of data that was made here nothing can differ but its source, which is not the data set. */
function sourceHash({ data }: Reproduction, dataset: Dataset): string | undefined {
  return data.make === undefined ? dataset.hash : data.hash;
}

/** Those of the task, under what the data suggests, under what the row asks for. */
function settingsOf(row: Reproduction, trial: Trial, dataset: Dataset): Settings {
  const task = taskDescriptor(row.task);
  return parseSettings(task.settings, { ...suggestedSettings(dataset, task), ...trial.settings });
}

interface OneTraining {
  readonly row: Reproduction;
  readonly trial: Trial;
  readonly settings: Settings;
  readonly dataset: Dataset;
  readonly project: Project;
  readonly resume: boolean;
}

async function trainOne(
  workbench: Workbench,
  one: OneTraining,
  { terminal }: Surroundings,
  onProgress: () => void,
): Promise<EndedRun> {
  const { row, trial, settings } = one;
  const known = one.resume ? await earlierRun(workbench, one) : null;
  terminal.note(
    `${trial.label}, seed ${settings['seed']}${known === null ? '' : `: ${known.name}`}`,
  );
  if (known?.state === 'completed') return { run: known, interruptedBy: null };
  const progress = new RunProgress(terminal, taskDescriptor(row.task));
  const start = (): Promise<Run> | Run =>
    known === null ? create(workbench, one) : workbench.handlers['runs.resume']({ id: known.id });
  try {
    return await followRun(workbench, start, {
      onPoint: (point) => progress.onPoint(point),
      onRun: (run) => {
        progress.onRun(run);
        onProgress();
      },
      onTrouble: (text) => progress.note(text),
      onPausing: (run) => progress.note(`Pausing ${run.name}; Ctrl-C again ends at once.`),
    });
  } finally {
    progress.stop();
  }
}

/** Sizes come from the weights themselves. */
async function importWeights(
  workbench: Workbench,
  one: OneTraining,
  { path, vocabulary }: WeightFiles,
): Promise<Run> {
  const { row, trial, dataset, project } = one;
  const { run } = await workbench.handlers['weights.import']({
    path,
    vocabulary,
    datasetId: dataset.id,
    task: row.task,
    settings: writable(trial.settings),
    name: await freeName(workbench, nameOf(one)),
    projectId: project.id,
    tags: [tagOf(row)],
  });
  return run;
}

async function create(workbench: Workbench, one: OneTraining): Promise<Run> {
  const { row, settings, dataset, project } = one;
  return workbench.handlers['runs.create']({
    datasetId: dataset.id,
    task: row.task,
    settings: writable(settings),
    name: await freeName(workbench, nameOf(one)),
    projectId: project.id,
    tags: [tagOf(row)],
  });
}

const tagOf = ({ name }: Reproduction) => `reproduce ${name}`;

const nameOf = ({ row, trial, settings }: OneTraining): string =>
  `${row.name} ${trial.label} ${settings['seed']}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The newest run of this row that was started with the same data and settings. */
async function earlierRun(workbench: Workbench, one: OneTraining): Promise<Run | null> {
  const runs = await workbench.handlers['runs.list']();
  const fitting = runs.filter(
    (run) =>
      run.tags.includes(tagOf(one.row)) &&
      run.datasetHash === one.dataset.hash &&
      Object.entries(one.settings).every(
        ([name, value]) => JSON.stringify(run.settings[name]) === JSON.stringify(value),
      ),
  );
  return fitting.sort((a, b) => b.createdAt - a.createdAt)[0] ?? null;
}

function unfinished(
  { run, interruptedBy }: EndedRun,
  row: Reproduction,
  { terminal }: Surroundings,
): number {
  if (run.state === 'paused') {
    terminal.note(`Go on with: unroll reproduce ${row.name} --resume`);
    return interruptedBy === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
  }
  const why = run.problem === null ? `ended as ${run.state}` : problemLine(run.problem);
  throw new UnrollError({
    code: 'run-failed',
    message: `${row.name}: ${run.name} ${why}`,
    where: run.name,
    hint: `See: unroll show ${run.name}`,
  });
}

/** Remembers how busy the machine was before training and, training included, in it. */
class LoadWatch {
  readonly #before = loadavg()[0] ?? 0;
  #highest: number | null = null;

  look(): void {
    this.#highest = Math.max(this.#highest ?? 0, loadavg()[0] ?? 0);
  }

  get seen(): MachineLoad | null {
    if (this.#highest === null) return null;
    return { cores: availableParallelism(), before: this.#before, highest: this.#highest };
  }
}
