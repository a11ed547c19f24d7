import type {
  JobResultOf,
  Problem,
  RunAction,
  RunEvent,
  TrainerMessage,
} from '../contract/index.ts';
import type { TrainerListener } from '../launchers/launcher.ts';
import type { Store } from '../store/store.ts';
import type { Log } from './log.ts';
import { lastLine, lostProblem } from './lost-trainers.ts';
import type { NoticeBoard } from './notice-board.ts';

type Message<T extends TrainerMessage['type']> = Extract<TrainerMessage, { type: T }>;

export interface FollowerListener {
  /** The run has its new state; the process is about to leave. */
  onEnd(): void;
  /** The process is gone. Called once, after `onEnd`. */
  onGone(): void;
}

/** A run's record is told at most this often while it trains, in milliseconds. */
const recordEvery = 250;

/**
 * Keeps the book of one run while one trainer process works on it: every message goes into the store
 * first and then onto the notice board. The run leaves the state `running` exactly once.
 */
export class RunFollower implements TrainerListener {
  readonly #runId: number;
  readonly #store: Store;
  readonly #board: NoticeBoard;
  readonly #log: Log;
  readonly #listener: FollowerListener;
  #asked: 'pause' | 'cancel' | null = null;
  #ended = false;
  #output = '';
  #recordTold = 0;

  constructor(
    runId: number,
    parts: { store: Store; board: NoticeBoard; log: Log },
    listener: FollowerListener,
  ) {
    this.#runId = runId;
    this.#store = parts.store;
    this.#board = parts.board;
    this.#log = parts.log.child({ run: runId });
    this.#listener = listener;
  }

  /** Notes what the trainer has been asked for, to judge its end by. */
  asked(request: 'pause' | 'cancel'): void {
    if (this.#asked !== 'cancel') this.#asked = request;
  }

  onMessage(message: TrainerMessage): void {
    if (this.#ended) return;
    try {
      this.#receive(message);
    } catch (error) {
      // One message that cannot be kept must not end the others' work.
      this.#log.error({ err: error, type: message.type }, 'message could not be kept');
    }
  }

  onMalformed(problem: Problem): void {
    this.#log.warn({ problem }, 'malformed message');
  }

  onOutput(text: string): void {
    this.#output = lastLine(this.#output + text);
    this.#log.info(text.trimEnd());
  }

  onExit(code: number | null, signal: string | null): void {
    if (!this.#ended) {
      // It left without a word: what it had been asked for decides what that means.
      if (this.#asked === 'cancel') this.#end('cancel', null);
      else this.#end('lose', lostProblem(code, signal, this.#output));
    }
    this.#store.metrics.release(this.#runId);
    this.#store.runs.noteTrainer(this.#runId, null);
    this.#listener.onGone();
  }

  #receive(message: TrainerMessage): void {
    switch (message.type) {
      case 'started':
        this.#begin(message);
        break;
      case 'baselines':
        this.#store.runs.note(this.#runId, { baselines: message.baselines });
        this.#tellRecord();
        break;
      case 'report':
        this.#report(message);
        break;
      case 'event':
        this.#tellEvent(message);
        break;
      case 'checkpoint':
        this.#keepCheckpoint(message);
        break;
      case 'sample':
        this.#store.samples.add(this.#runId, message.sample);
        this.#board.post({ type: 'sample', runId: this.#runId, sample: message.sample });
        break;
      case 'progress':
        this.#tellProgress(message);
        break;
      case 'finished':
        if (message.result.kind === 'train') this.#finish(message.result);
        break;
      case 'failed':
        this.#end('fail', message.problem);
        break;
      case 'ready':
      case 'token':
        break;
    }
  }

  #begin({ step, environment, facts }: Message<'started'>): void {
    const { seconds } = this.#store.runs.get(this.#runId);
    // A run that begins anew has no past, not even at step 0.
    const afterStep = step === 0 ? -1 : step;
    const cut = this.#store.transaction(() => {
      this.#store.samples.truncate(this.#runId, afterStep);
      this.#store.checkpoints.truncate(this.#runId, step);
      this.#store.runs.note(this.#runId, { environment, facts });
      this.#store.runs.progress(this.#runId, {
        point: { step, seconds: step === 0 ? 0 : seconds, epoch: step / facts.stepsPerEpoch },
        stepsPerSecond: null,
        remainingSeconds: null,
      });
      return this.#store.metrics.truncate(this.#runId, afterStep);
    });
    if (cut) this.#board.post({ type: 'points-void', runId: this.#runId, afterStep });
    this.#tellRecord();
  }

  #report({ points, stepsPerSecond, remainingSeconds }: Message<'report'>): void {
    const point = points.at(-1);
    if (point === undefined) return;
    this.#store.transaction(() => {
      this.#store.metrics.append(this.#runId, points);
      this.#store.runs.progress(this.#runId, { point, stepsPerSecond, remainingSeconds });
    });
    this.#board.post({ type: 'points', runId: this.#runId, points });
    if (Date.now() - this.#recordTold >= recordEvery) this.#tellRecord();
  }

  #keepCheckpoint({ kind, step, path, bytes, removed }: Message<'checkpoint'>): void {
    this.#store.transaction(() => {
      this.#store.checkpoints.put({ runId: this.#runId, kind, step, path, bytes });
      this.#store.checkpoints.forget(this.#runId, removed);
    });
  }

  #finish({ status, test, verdict }: JobResultOf<'train'>): void {
    const actions = { completed: 'complete', paused: 'pause', cancelled: 'cancel' } as const;
    this.#store.runs.note(this.#runId, { test, verdict });
    this.#end(actions[status], null);
  }

  #end(action: RunAction, problem: Problem | null): void {
    this.#ended = true;
    this.#store.runs.act(this.#runId, action, problem);
    if (problem !== null) {
      const level = action === 'lose' ? 'warning' : 'error';
      const { step } = this.#store.runs.get(this.#runId);
      this.#tellEvent({ level, code: problem.code, message: problem.message, step });
    }
    this.#tellRecord();
    this.#listener.onEnd();
  }

  #tellEvent({ level, code, message, step, data }: Omit<RunEvent, 'id' | 'runId' | 'at'>): void {
    const event = this.#store.events.add({ runId: this.#runId, level, code, message, step, data });
    this.#board.post({ type: 'event', event });
  }

  #tellProgress({ label, done }: Message<'progress'>): void {
    const { name } = this.#store.runs.get(this.#runId);
    this.#board.post({ type: 'progress', label: `${name}: ${label}`, done });
  }

  #tellRecord(): void {
    this.#recordTold = Date.now();
    this.#board.post({ type: 'run', run: this.#store.runs.get(this.#runId) });
  }
}
