import { mkdirSync } from 'node:fs';
import { compareRuns } from './comparison/compare-runs.ts';
import {
  isActiveRun,
  type Notice,
  type RequestHandlers,
  type RequestName,
  type RequestOutput,
  requests,
  UnrollError,
} from './contract/index.ts';
import { bundledSamples } from './engine/bundled-samples.ts';
import { DatasetImport } from './engine/dataset-import.ts';
import { Device } from './engine/device.ts';
import { guardHandlers } from './engine/guard.ts';
import { type Log, openLog, silentLog } from './engine/log.ts';
import { ModelJobs } from './engine/model-jobs.ts';
import { NoticeBoard } from './engine/notice-board.ts';
import { makePlan } from './engine/plans.ts';
import { purgeRemoved, recoverRuns } from './engine/recovery.ts';
import { createRun } from './engine/run-creation.ts';
import { parallelPreference, RunQueue } from './engine/run-queue.ts';
import { ShortJobs } from './engine/short-jobs.ts';
import { StatusReporter } from './engine/status.ts';
import { Trainers } from './engine/trainers.ts';
import type { Launcher } from './launchers/launcher.ts';
import { Store } from './store/store.ts';
import { taskDescriptor, taskDescriptors } from './tasks/descriptors.ts';

export interface WorkbenchOptions {
  /** Folder of the experiment store, data copies, runs and logs; made when absent. */
  readonly home: string;
  readonly launcher: Launcher;
  /** Of Unroll, for logs and run records. */
  readonly version: string;
  /** Folder of the bundled sample data; without it there are none. */
  readonly samplesDirectory?: string;
  /** Only looks, beside another engine if need be: requests that change anything are refused. */
  readonly readOnly?: boolean;
  /** Whether runs that wait since an earlier session are started; true unless told otherwise. */
  readonly startWaiting?: boolean;
}

/** Milliseconds that trainers have for their last checkpoint when the engine closes. */
const closingPatience = 3500;

/**
 * The engine: answers every request of the contract, trains what is queued, and tells what happens.
 * Knows no window and no command line; both drive it through the same requests.
 */
export class Workbench {
  readonly handlers: RequestHandlers;
  readonly #parts: Parts;
  #closed: Promise<void> | null = null;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.handlers = guardHandlers(composeHandlers(parts), parts);
  }

  /**
   * @throws UnrollError `home-in-use` (naming the other process), `newer-database`,
   *   `corrupt-database`, `database-not-writable`
   */
  static open(options: WorkbenchOptions): Workbench {
    const parts = openParts(options);
    parts.queue.advance();
    return new Workbench(parts);
  }

  /**
   * Checks the input of a request by its schema and answers it.
   * @throws UnrollError whatever went wrong
   */
  async request(name: string, input: unknown): Promise<unknown> {
    if (!Object.hasOwn(requests, name)) throw unknownRequest(name);
    const known = name as RequestName;
    const parsed = requests[known].input.safeParse(input);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new UnrollError({
        code: 'invalid-request',
        message: `${name}: ${issue?.message ?? 'not valid'}.`,
        where: issue?.path.join('.'),
      });
    }
    // The schema of this very request has checked the input, which the type of a union cannot tell.
    const handler = this.handlers[known] as (input: unknown) => unknown;
    return handler(parsed.data);
  }

  /** Returns a function that stops listening. */
  onNotice(listener: (notice: Notice) => void): () => void {
    return this.#parts.board.onNotice(listener);
  }

  /** Lets runs at work write a checkpoint (they are paused then), ends all processes, closes the store. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { queue, models, trainers, status, store, log } = this.#parts;
    status.stop();
    queue.close();
    models.stopAll();
    await trainers.end(closingPatience);
    store.close();
    log.info('closed');
  }
}

interface Parts {
  readonly options: WorkbenchOptions;
  readonly store: Store;
  readonly log: Log;
  readonly board: NoticeBoard;
  readonly trainers: Trainers;
  readonly queue: RunQueue;
  readonly imports: DatasetImport;
  readonly models: ModelJobs;
  readonly device: Device;
  readonly status: StatusReporter;
}

function openParts(options: WorkbenchOptions): Parts {
  const { home, version, readOnly = false, startWaiting = true } = options;
  mkdirSync(home, { recursive: true });
  const store = readOnly ? Store.openReadOnly(home, recoverRuns) : Store.open(home);
  const log = readOnly ? silentLog() : openLog(home, version);
  const board = new NoticeBoard();
  const trainers = new Trainers(options.launcher);
  const jobs = new ShortJobs(trainers, log);
  const imports = new DatasetImport(home, { store, board, jobs });
  if (!readOnly) {
    recoverRuns(store);
    purgeRemoved(store);
    imports.tidy();
    log.info({ home }, 'opened');
  }
  const held = readOnly || !startWaiting ? store.runs.queued() : [];
  const queue = new RunQueue({ store, board, log, launcher: trainers }, held);
  const models = new ModelJobs({ store, board, jobs });
  const device = new Device({ store, log, jobs: readOnly ? null : jobs }, version);
  const status = new StatusReporter({ store, board, trainers, device }, { home, version });
  return { options, store, log, board, trainers, queue, imports, models, device, status };
}

function composeHandlers(parts: Parts): RequestHandlers {
  return {
    ...appHandlers(parts),
    ...datasetHandlers(parts),
    ...runHandlers(parts),
    ...resultHandlers(parts),
  };
}

type HandlersOf<Prefix extends string> = Pick<RequestHandlers, RequestName & `${Prefix}.${string}`>;

function appHandlers({
  store,
  queue,
  status,
}: Parts): HandlersOf<'app'> & HandlersOf<'projects'> & HandlersOf<'tasks'> {
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
    'tasks.list': () => taskDescriptors,
  };
}

function datasetHandlers({ options, store, board, imports }: Parts): HandlersOf<'datasets'> {
  const tell = (dataset: RequestOutput<'datasets.rename'>) => {
    board.post({ type: 'dataset', dataset });
    return dataset;
  };
  return {
    'datasets.list': () => store.datasets.list(),
    'datasets.import': ({ path }) => imports.import(path),
    'datasets.samples': () =>
      options.samplesDirectory === undefined ? [] : bundledSamples(options.samplesDirectory),
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

function runHandlers({ options, store, board, queue, models }: Parts): HandlersOf<'runs'> {
  const tell = (run: RequestOutput<'runs.get'>) => {
    board.post({ type: 'run', run });
    return run;
  };
  return {
    'runs.plan': ({ task, datasetId, settings, yaml }) => {
      const dataset = datasetId === undefined ? null : store.datasets.get(datasetId);
      return makePlan({ task: taskDescriptor(task), dataset, settings, yaml });
    },
    'runs.create': (wished) => {
      const run = tell(createRun(store, options.home, taskDescriptor(wished.task), wished));
      queue.advance();
      return store.runs.get(run.id);
    },
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
    'runs.events': ({ id }) => store.events.list(id),
    'runs.checkpoints': ({ id }) => store.checkpoints.list(id),
    'runs.samples': ({ id }) => store.samples.list(id),
    'runs.compare': ({ ids }) => compareRuns(ids.map((id) => store.runs.get(id))),
    'runs.evaluate': ({ id, split }) => models.evaluate(id, split),
  };
}

function resultHandlers({
  store,
  models,
}: Parts): HandlersOf<'metrics'> & HandlersOf<'generate'> & HandlersOf<'forecast'> {
  return {
    'metrics.names': ({ runIds }) => store.metrics.names(runIds),
    'metrics.series': ({ runIds, metrics, maxPoints }) =>
      store.metrics.series(runIds, metrics, maxPoints),
    'generate.start': ({ runId, ticket, options }) => models.generate(runId, ticket, options),
    'generate.stop': ({ ticket }) => models.stop(ticket),
    'forecast.create': ({ runId }) => models.forecast(runId),
  };
}

function stillTraining(name: string, why: string): UnrollError {
  return new UnrollError({
    code: 'run-active',
    message: `${name} is still training ${why}.`,
    where: name,
    hint: 'Cancel or pause it first.',
  });
}

function unknownRequest(name: string): UnrollError {
  return new UnrollError({ code: 'unknown-request', message: `There is no request ${name}.` });
}
