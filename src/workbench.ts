import {
  type Notice,
  type RequestHandlers,
  type RequestName,
  requests,
  UnrollError,
} from './contract/index.ts';
import { DatasetImport } from './engine/dataset-import.ts';
import { Device } from './engine/device.ts';
import { guardHandlers } from './engine/guard.ts';
import { composeHandlers, type EngineParts } from './engine/handlers.ts';
import { openLog, silentLog } from './engine/log.ts';
import { ModelJobs } from './engine/model-jobs.ts';
import { NoticeBoard } from './engine/notice-board.ts';
import { purgeRemoved, recoverRuns } from './engine/recovery.ts';
import { RunQueue } from './engine/run-queue.ts';
import { ShortJobs } from './engine/short-jobs.ts';
import { StatusReporter } from './engine/status.ts';
import { ScriptedStudies } from './engine/studies/scripted-studies.ts';
import { Studies } from './engine/studies/studies.ts';
import { Trainers } from './engine/trainers.ts';
import { WeightImport } from './engine/weight-import.ts';
import type { Launcher } from './launchers/launcher.ts';
import { Store } from './store/store.ts';

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
  /** Whether runs that wait and searches that were at work since an earlier session go on; true unless told otherwise. */
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
  readonly #parts: EngineParts;
  #closed: Promise<void> | null = null;

  private constructor(parts: EngineParts) {
    this.#parts = parts;
    this.handlers = guardHandlers(composeHandlers(parts), parts);
  }

  /**
   * @throws UnrollError `home-in-use` (naming the other process), `newer-database`,
   *   `corrupt-database`, `home-not-writable`, `database-not-writable`
   */
  static open(options: WorkbenchOptions): Workbench {
    const parts = openParts(options);
    parts.queue.advance();
    if (options.readOnly !== true) parts.studies.recover(options.startWaiting ?? true);
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

  /**
   * Lets runs at work write a checkpoint (they are paused then), ends all processes, closes the store.
   * @param patience milliseconds that trainers at work have for it before they are killed
   */
  close(patience = closingPatience): Promise<void> {
    this.#closed ??= this.#close(patience);
    return this.#closed;
  }

  async #close(patience: number): Promise<void> {
    const { queue, studies, jobs, trainers, status, store, log } = this.#parts;
    status.stop();
    studies.close();
    queue.close();
    jobs.close();
    await trainers.end(patience);
    store.close();
    log.info('closed');
  }
}

function openParts(options: WorkbenchOptions): EngineParts {
  const { home, version, readOnly = false, startWaiting = true } = options;
  const store = readOnly ? Store.openReadOnly(home, recoverRuns) : Store.open(home);
  const log = readOnly ? silentLog() : openLog(home, version);
  const board = new NoticeBoard();
  const trainers = new Trainers(options.launcher);
  const jobs = new ShortJobs(trainers, log);
  const imports = new DatasetImport(home, { store, board, jobs });
  const weights = new WeightImport(home, { store, board, jobs });
  if (!readOnly) {
    recoverRuns(store);
    purgeRemoved(store);
    imports.tidy();
    weights.tidy();
    log.info({ home }, 'opened');
  }
  const held = readOnly || !startWaiting ? store.runs.queued() : [];
  const queue = new RunQueue({ store, board, log, launcher: trainers }, home, held);
  const device = new Device({ store, log, jobs: readOnly ? null : jobs }, version);
  const studyParts = { store, board, log, queue, device, home };
  const studies = new Studies(studyParts);
  const scripted = new ScriptedStudies(studies, studyParts);
  const models = new ModelJobs({ store, board, jobs });
  const status = new StatusReporter({ store, board, trainers, device }, { home, version });
  return {
    ...{ options, store, log, board, trainers, queue, studies, scripted, imports, jobs, models },
    ...{ device, status, weights },
  };
}

function unknownRequest(name: string): UnrollError {
  return new UnrollError({ code: 'unknown-request', message: `There is no request ${name}.` });
}
