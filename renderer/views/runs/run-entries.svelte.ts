import { primaryMetricOf as metricOfTask, type Run } from '../../../src/contract/index.ts';
import { m } from '../../paraglide/messages.js';
import { datasetOf } from '../../state/datasets.svelte.ts';
import { projectRuns, projects } from '../../state/projects.svelte.ts';
import { taskOf } from '../../state/tasks.svelte.ts';
import { taskWords } from '../../words.ts';
import { localWords, type RunEntry } from './run-columns.ts';
import { figuresOf } from './run-figures.ts';

export function primaryMetricOf(run: Run): string {
  if (run.source !== null) return run.source.primaryMetric;
  const task = taskOf(run.task);
  return task === undefined ? 'val/loss' : metricOfTask(task, run.settings);
}

export function entryOf(run: Run): RunEntry {
  const primaryMetric = primaryMetricOf(run);
  const descriptor = taskOf(run.task);
  const task = descriptor === undefined ? importedLabel(run) : taskWords(descriptor).label;
  return {
    run,
    dataset: datasetOf(run.datasetId)?.name ?? run.source?.path.split(/[\\/]/).at(-1) ?? '–',
    project: projects().find(({ id }) => id === run.projectId)?.name ?? '',
    task,
    primaryMetric,
    words: localWords({ run, task }),
    figures: figuresOf(run, primaryMetric),
  };
}

const tools = { optuna: 'Optuna', mlflow: 'MLflow', tensorboard: 'TensorBoard' };

function importedLabel({ source, task }: Run): string {
  return source === null ? task : m.runs_imported_from({ tool: tools[source.tool] });
}

/** How long the order of rows stands still while runs report. */
const PAUSE_MILLISECONDS = 1000;

/**
 * All runs of the open project as entries, brought up to date at most once a second: what is in view shows each report
 * at once through `runOf`, but rows do not change places under the pointer, and 10,000 rows are not
 * sorted twenty times a second. Call it while a component initialises.
 */
export function pacedEntries(): () => readonly RunEntry[] {
  let entries = $state.raw<readonly RunEntry[]>(projectRuns().map(entryOf));
  let count = projectRuns().length;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const update = (): void => {
    timer = undefined;
    count = projectRuns().length;
    entries = projectRuns().map(entryOf);
  };
  $effect(() => {
    // A run that comes or goes shows at once.
    if (projectRuns().length !== count) {
      clearTimeout(timer);
      update();
    } else timer ??= setTimeout(update, PAUSE_MILLISECONDS);
  });
  $effect(() => () => clearTimeout(timer));
  return () => entries;
}
