import {
  isActiveRun,
  type NewRun,
  type RequestHandlers,
  type RequestName,
  type RequestOutput,
} from '../contract/index.ts';
import { groupFiles, pictureSpectrogram, readClip } from '../datasets/index.ts';
import type { Store } from '../store/store.ts';
import { taskDescriptor, taskDescriptors } from '../tasks/descriptors.ts';
import { bundledSamples } from './bundled-samples.ts';
import { compareStored, replicas } from './comparisons.ts';
import type { DatasetImport } from './dataset-import.ts';
import type { Device } from './device.ts';
import { estimateRun } from './estimates.ts';
import type { Log } from './log.ts';
import type { ModelJobs } from './model-jobs.ts';
import type { NoticeBoard } from './notice-board.ts';
import { makePlan } from './plans.ts';
import { createRuns } from './run-creation.ts';
import { parallelPreference, type RunQueue } from './run-queue.ts';
import { runSetHandlers, stillTraining } from './run-sets.ts';
import type { ShortJobs } from './short-jobs.ts';
import type { StatusReporter } from './status.ts';
import { studyHandlers } from './studies/handlers.ts';
import type { ScriptedStudies } from './studies/scripted-studies.ts';
import type { Studies } from './studies/studies.ts';
import type { Trainers } from './trainers.ts';
import { transcribeRecording } from './transcription.ts';
import type { WeightImport } from './weight-import.ts';

/** What the engine is made of; `workbench.ts` puts it together. */
export interface EngineParts {
  readonly options: {
    readonly home: string;
    readonly samplesDirectory?: string;
    readonly readOnly?: boolean;
  };
  readonly store: Store;
  readonly log: Log;
  readonly board: NoticeBoard;
  readonly trainers: Trainers;
  readonly queue: RunQueue;
  readonly studies: Studies;
  readonly scripted: ScriptedStudies;
  readonly imports: DatasetImport;
  readonly jobs: ShortJobs;
  readonly models: ModelJobs;
  readonly weights: WeightImport;
  readonly device: Device;
  readonly status: StatusReporter;
}

/** One handler for each request of the contract. */
export function composeHandlers(parts: EngineParts): RequestHandlers {
  return {
    ...appHandlers(parts),
    ...datasetHandlers(parts),
    ...runHandlers(parts),
    ...resultHandlers(parts),
    ...weightHandlers(parts),
    'rates.find': (wished) => parts.models.findRate(wished),
    ...studyHandlers(parts),
  };
}

type HandlersOf<Prefix extends string> = Pick<RequestHandlers, RequestName & `${Prefix}.${string}`>;

function appHandlers({
  store,
  queue,
  status,
}: EngineParts): HandlersOf<'app'> & HandlersOf<'projects'> & HandlersOf<'tasks'> {
  return {
    'app.status': () => {
      status.learnDevice();
      return status.get();
    },
    'app.preferences': () => store.preferences.all(),
    'app.setPreference': ({ name, value }) => {
      store.preferences.set(name, value);
      if (name === parallelPreference) queue.advance();
    },
    'projects.list': () => store.projects.list(),
    'projects.create': ({ name }) => store.projects.create(name),
    'projects.rename': ({ id, name }) => store.projects.rename(id, name),
    'projects.remove': ({ id }) => store.projects.remove(id),
    'tasks.list': () => taskDescriptors,
  };
}

function datasetHandlers({ options, store, board, imports }: EngineParts): HandlersOf<'datasets'> {
  const tell = (dataset: RequestOutput<'datasets.rename'>) => {
    board.post({ type: 'dataset', dataset });
    return dataset;
  };
  return {
    'datasets.list': () => store.datasets.list(),
    'datasets.import': ({ path, others = [], ticket }) => imports.import([path, ...others], ticket),
    'datasets.group': ({ paths }) => groupFiles(paths),
    'datasets.samples': () =>
      options.samplesDirectory === undefined ? [] : bundledSamples(options.samplesDirectory),
    'datasets.clip': async ({ id, file }) => {
      const recording = await readClip(store.datasets.get(id).path, file);
      return { ...recording, spectrogram: pictureSpectrogram(recording) };
    },
    'datasets.rename': ({ id, name }) => tell(store.datasets.rename(id, name)),
    'datasets.remove': ({ id }) => {
      const dataset = store.datasets.get(id);
      const user = store.runs.list().find((run) => run.datasetId === id && isActiveRun(run.state));
      if (user !== undefined) throw stillTraining(user.name, `and reads ${dataset.name}`);
      store.datasets.remove(id);
      board.post({ type: 'dataset-removed', id });
    },
    'datasets.restore': ({ id }) => tell(store.datasets.restore(id)),
  };
}

function runHandlers(parts: EngineParts): HandlersOf<'runs'> {
  const { options, store, board, queue, models } = parts;
  const tell = (run: RequestOutput<'runs.get'>) => {
    board.post({ type: 'run', run });
    return run;
  };
  const create = (wished: readonly NewRun[]) => {
    const runs = createRuns(store, options.home, wished).map(tell);
    queue.advance();
    return runs.map(({ id }) => store.runs.get(id));
  };
  return {
    ...runSetHandlers(parts),
    'runs.plan': ({ task, datasetId, settings, yaml }) => {
      const dataset = datasetId === undefined ? null : store.datasets.get(datasetId);
      return makePlan({ task: taskDescriptor(task), dataset, settings, yaml });
    },
    'runs.estimate': (wished) => estimateRun(parts, wished),
    'runs.create': (wished) => {
      const [run] = create([wished]);
      return run!;
    },
    'runs.createAll': create,
    'runs.replicate': ({ id, count, sameSeed }) => create(replicas(store, id, count, sameSeed)),
    'runs.list': () => store.runs.list(),
    'runs.get': ({ id }) => store.runs.get(id),
    'runs.pause': ({ id }) => queue.pause(id),
    'runs.resume': ({ id }) => {
      queue.resume(id);
      return store.runs.get(id);
    },
    'runs.cancel': ({ id }) => queue.cancel(id),
    'runs.remove': ({ id }) => {
      const run = store.runs.get(id);
      if (run.state === 'running') throw stillTraining(run.name, 'and cannot be removed');
      if (run.state === 'queued') queue.cancel(id);
      store.runs.remove(id);
      board.post({ type: 'run-removed', id });
    },
    'runs.restore': ({ id }) => tell(store.runs.restore(id)),
    'runs.update': ({ id, ...changes }) => tell(store.runs.describe(id, changes)),
    'runs.move': ({ ids, projectId }) =>
      store.runs.move(ids, store.projects.get(projectId).id).map(tell),
    'runs.events': ({ id }) => store.events.list(id),
    'runs.checkpoints': ({ id }) => store.checkpoints.list(id),
    'runs.samples': ({ id }) => store.samples.list(id),
    'runs.compare': ({ ids }) => compareStored(store, ids),
    'runs.evaluate': (wanted) => models.evaluate(wanted),
  };
}

function resultHandlers({
  options,
  store,
  jobs,
  models,
  imports,
}: EngineParts): HandlersOf<'metrics'> &
  HandlersOf<'jobs'> &
  HandlersOf<'generate'> &
  HandlersOf<'forecast'> &
  HandlersOf<'backtest'> &
  HandlersOf<'transcribe'> &
  HandlersOf<'translate'> &
  HandlersOf<'classify'> &
  HandlersOf<'compose'> &
  HandlersOf<'diagnose'> {
  return {
    'metrics.names': ({ runIds }) => store.metrics.names(runIds),
    'metrics.series': ({ runIds, metrics, maxPoints }) =>
      store.metrics.series(runIds, metrics, maxPoints),
    'generate.start': ({ runId, ticket, options }) => models.generate(runId, ticket, options),
    'jobs.stop': ({ ticket }) => {
      jobs.stop(ticket);
      imports.stop(ticket);
    },
    'forecast.create': ({ runId, ticket }) => models.forecast(runId, ticket),
    'backtest.create': ({ runId, options, ticket }) => models.backtest(runId, options, ticket),
    'transcribe.create': ({ runId, paths, ticket }) => models.transcribe(runId, paths, ticket),
    'transcribe.recording': (recording) => transcribeRecording(models, options.home, recording),
    'translate.create': ({ runId, options, ticket }) => models.translate(runId, options, ticket),
    'diagnose.create': ({ runId, ticket }) => models.diagnose(runId, ticket),
    'compose.create': ({ runId, options, ticket }) => models.compose(runId, options, ticket),
    'classify.create': ({ runId, ticket, ...wanted }) => models.classify(runId, wanted, ticket),
  };
}

function weightHandlers({ weights, models }: EngineParts): HandlersOf<'weights'> {
  return {
    'weights.inspect': ({ path }) => weights.inspect(path),
    'weights.plan': (wished) => weights.plan(wished),
    'weights.export': ({ runId, directory, format }) => models.export(runId, directory, format),
    'weights.import': (wished) => weights.import(wished),
  };
}
