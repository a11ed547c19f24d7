import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type JobOf, problemOf, UnrollError } from '../contract/index.ts';
import type { Launcher, TrainerHandle } from '../launchers/launcher.ts';
import type { Store } from '../store/store.ts';
import type { Log } from './log.ts';
import { defaultParallelTrainers, threadShare } from './machine-share.ts';
import type { NoticeBoard } from './notice-board.ts';
import { trainerMark } from './process-facts.ts';
import { RunFollower } from './run-follower.ts';
import { stretchOf } from './studies/stretch.ts';

/** Milliseconds that a trainer has for ending after it was asked to. */
const grace = 5000;

export const parallelPreference = 'parallel_trainers';

interface AtWork {
  readonly handle: TrainerHandle;
  readonly follower: RunFollower;
  late: NodeJS.Timeout | null;
}

/** Starts waiting runs, the longest waiting first, as many at once as the machine bears. */
export class RunQueue {
  readonly #store: Store;
  readonly #board: NoticeBoard;
  readonly #log: Log;
  readonly #launcher: Launcher;
  readonly #home: string;
  readonly #kernelTimes: string;
  readonly #atWork = new Map<number, AtWork>();
  /** Runs that wait since an earlier session and are left alone. */
  readonly #held: Set<number>;
  #closing = false;

  constructor(
    parts: { store: Store; board: NoticeBoard; log: Log; launcher: Launcher },
    home: string,
    held: readonly number[],
  ) {
    this.#home = home;
    this.#kernelTimes = join(home, 'kernel-times.json');
    this.#store = parts.store;
    this.#board = parts.board;
    this.#log = parts.log;
    this.#launcher = parts.launcher;
    this.#held = new Set(held);
  }

  /** Starts what may start. Called whenever a run begins to wait or a place becomes free. */
  advance(): void {
    if (this.#closing) return;
    for (const id of this.#store.runs.queued()) {
      if (this.#atWork.size >= this.#limit()) return;
      // The process of a run that was paused a moment ago may still be leaving.
      if (!this.#held.has(id) && !this.#atWork.has(id)) this.#start(id);
    }
  }

  /** @throws UnrollError `wrong-state` */
  pause(id: number): void {
    this.#ask(id, 'pause');
  }

  /** @throws UnrollError `wrong-state` */
  cancel(id: number): void {
    this.#ask(id, 'cancel');
  }

  /**
   * Puts a run back into the queue; it goes on from its last checkpoint.
   * @throws UnrollError `wrong-state`, `no-checkpoint`
   */
  resume(id: number): void {
    const run = this.#store.runs.get(id);
    if (run.source !== null) throw imported(run.name, run.source.tool);
    if (run.state === 'failed' && !hasCheckpoint(run.directory)) throw noCheckpoint(run.name);
    this.#store.runs.act(id, 'resume');
    this.#held.delete(id);
    this.#tellRecord(id);
    this.advance();
  }

  /** A run that waits since an earlier session starts in its turn like the others. */
  release(id: number): void {
    if (this.#held.delete(id)) this.advance();
  }

  /** Starts nothing more and asks every run at work for a checkpoint. */
  close(): void {
    this.#closing = true;
    for (const [id, { handle, follower }] of this.#atWork) {
      if (this.#store.runs.get(id).state !== 'running') continue;
      this.#log.info({ run: id }, 'pausing, because the engine closes');
      follower.asked('pause');
      handle.send({ type: 'pause' });
    }
  }

  #ask(id: number, request: 'pause' | 'cancel'): void {
    const work = this.#atWork.get(id);
    if (work === undefined || this.#store.runs.get(id).state !== 'running') {
      this.#store.runs.act(id, request);
      this.#tellRecord(id);
      return;
    }
    work.follower.asked(request);
    work.handle.send({ type: request });
    this.#expectEnd(id);
  }

  /** From now on the process has little time left. */
  #expectEnd(id: number): void {
    const work = this.#atWork.get(id);
    if (work !== undefined) work.late ??= setTimeout(() => work.handle.kill(), grace);
  }

  #start(id: number): void {
    this.#store.runs.act(id, 'start');
    this.#tellRecord(id);
    try {
      const job = this.#job(id);
      const follower = new RunFollower(
        id,
        { store: this.#store, board: this.#board, log: this.#log },
        { onEnd: () => this.#expectEnd(id), onGone: () => this.#gone(id) },
      );
      const threads = this.#threads(id, job.resume);
      const handle = this.#launcher.launch(job, follower, { threads });
      this.#atWork.set(id, { handle, follower, late: null });
      this.#noteTrainer(id, handle);
    } catch (error) {
      this.#store.runs.act(id, 'fail', problemOf(error));
      this.#tellRecord(id);
    }
  }

  #job(id: number): JobOf<'train'> {
    const run = this.#store.runs.get(id);
    const data = this.#store.datasets.get(run.datasetId);
    if (!existsSync(data.path)) {
      throw new UnrollError({
        code: 'data-missing',
        message: `The copy of ${data.name} is gone.`,
        where: data.path,
        hint: `Import ${data.originalPath} again and resume the run.`,
      });
    }
    const { path, format, compression, hash } = data;
    return {
      kind: 'train',
      task: run.task,
      data: { path, format, compression, hash },
      settings: run.settings,
      directory: run.directory,
      resume: hasCheckpoint(run.directory),
      kernelTimes: this.#kernelTimes,
      stretch: stretchOf(this.#store, run),
    };
  }

  /**
   * The cores divided among the runs at work and those that start with this one. A run that goes on
   * keeps the number that it began with: sums made in another order end in other last digits.
   */
  #threads(id: number, goesOn: boolean): number {
    const began = this.#store.runs.get(id).environment?.threads;
    if (goesOn && began !== undefined) return began;
    const waiting = this.#store.runs.queued().filter((other) => !this.#held.has(other)).length;
    // This run has left the queue and is not at work yet.
    return threadShare(Math.min(this.#limit(), this.#atWork.size + waiting + 1));
  }

  /** Electron tells a process's number only when it is up. */
  #noteTrainer(id: number, handle: TrainerHandle): void {
    const note = (): void => {
      if (handle.pid === undefined || !this.#atWork.has(id)) return;
      this.#store.runs.noteTrainer(id, trainerMark(handle.pid, this.#home));
    };
    if (handle.pid === undefined) setTimeout(note, 1000);
    else note();
  }

  #gone(id: number): void {
    const late = this.#atWork.get(id)?.late;
    if (late) clearTimeout(late);
    this.#atWork.delete(id);
    this.advance();
  }

  #limit(): number {
    const wanted = Number(this.#store.preferences.get(parallelPreference));
    return Number.isInteger(wanted) && wanted >= 1 ? wanted : defaultParallelTrainers();
  }

  #tellRecord(id: number): void {
    this.#board.post({ type: 'run', run: this.#store.runs.get(id) });
  }
}

function hasCheckpoint(directory: string): boolean {
  return existsSync(join(directory, 'checkpoints', 'last.safetensors'));
}

function noCheckpoint(name: string): UnrollError {
  return new UnrollError({
    code: 'no-checkpoint',
    message: `${name} failed before its first checkpoint, so there is nothing to go on from.`,
    where: name,
    hint: 'Train again with other settings.',
  });
}

function imported(name: string, tool: string): UnrollError {
  return new UnrollError({
    code: 'imported-run',
    message: `${name} was recorded by ${tool} and cannot be trained on here.`,
    where: name,
    hint: 'Import its data and start a new run.',
  });
}
