import {
  type Job,
  type JobResult,
  type JobResultOf,
  type Problem,
  type TrainerMessage,
  UnrollError,
} from '../contract/index.ts';
import type { Launcher, TrainerHandle } from '../launchers/launcher.ts';
import type { Log } from './log.ts';
import { lastLine, lostProblem } from './lost-trainers.ts';

export type ShortJob = Exclude<Job, { kind: 'train' }>;

export interface JobListener {
  readonly onToken?: (text: string) => void;
  readonly onProgress?: (label: string, done: number) => void;
}

/** A job at work or waiting for its turn. */
export interface JobInHand<K extends ShortJob['kind']> {
  /** Rejects with UnrollError. */
  readonly result: Promise<JobResultOf<K>>;
  /** Asks for an early end with what there is; kills after `grace`. */
  stop(): void;
}

/** Milliseconds between asking a job to stop and killing it: nothing of it is kept anyway. */
const grace = 900;

/** Jobs that somebody waits for: looking at a file, writing text, forecasting. Not runs. */
export class ShortJobs {
  readonly #launcher: Launcher;
  readonly #log: Log;
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  readonly #inHand = new Set<{ stop(): void }>();
  readonly #byTicket = new Map<string, { stop(): void }>();
  #working = 0;
  #closed = false;

  constructor(launcher: Launcher, log: Log, limit = 2) {
    this.#launcher = launcher;
    this.#log = log;
    this.#limit = limit;
  }

  /**
   * @param ticket by which `stop` finds it
   * @throws UnrollError `ticket-in-use`
   */
  do<J extends ShortJob>(
    job: J,
    listener: JobListener = {},
    ticket?: string,
  ): JobInHand<J['kind']> {
    if (ticket !== undefined && this.#byTicket.has(ticket)) throw ticketInUse(ticket);
    let handle: TrainerHandle | null = null;
    let stopped = this.#closed;
    let giveUpWaiting = (_: UnrollError): void => undefined;
    const stoppedWhileWaiting = new Promise<never>((_, reject) => {
      giveUpWaiting = reject;
    });
    const work = this.#turn().then(async () => {
      try {
        if (stopped) throw new UnrollError(stoppedProblem);
        const [launched, finished] = this.#launch(job, listener, () => stopped);
        handle = launched;
        return (await finished) as JobResultOf<J['kind']>;
      } finally {
        this.#release();
      }
    });
    const result = Promise.race([work, stoppedWhileWaiting]).finally(() => {
      this.#inHand.delete(inHand);
      if (ticket !== undefined) this.#byTicket.delete(ticket);
    });
    const stop = (): void => {
      stopped = true;
      const held = handle;
      if (held === null) {
        giveUpWaiting(new UnrollError(stoppedProblem));
        return;
      }
      held.send({ type: 'cancel' });
      const late = setTimeout(() => held.kill(), grace);
      void result.catch(() => undefined).finally(() => clearTimeout(late));
    };
    const inHand = { result, stop };
    this.#inHand.add(inHand);
    if (ticket !== undefined) this.#byTicket.set(ticket, inHand);
    return inHand;
  }

  /** What it has so far becomes the answer, or it fails as `stopped`; an unknown ticket has ended already. */
  stop(ticket: string): void {
    this.#byTicket.get(ticket)?.stop();
  }

  /** Stops what is at work or waiting; what is asked for later is refused. */
  close(): void {
    this.#closed = true;
    for (const { stop } of this.#inHand) stop();
  }

  async #turn(): Promise<void> {
    if (this.#working < this.#limit) this.#working += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The place goes to the one that has waited longest. */
  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#working -= 1;
    else next();
  }

  #launch(
    job: ShortJob,
    listener: JobListener,
    isStopped: () => boolean,
  ): [TrainerHandle, Promise<JobResult>] {
    let handle: TrainerHandle | undefined;
    const finished = new Promise<JobResult>((resolve, reject) => {
      let output = '';
      const receive = (message: TrainerMessage): void => {
        if (message.type === 'token') listener.onToken?.(message.text);
        if (message.type === 'progress') listener.onProgress?.(message.label, message.done);
        if (message.type === 'failed') reject(new UnrollError(message.problem));
        if (message.type !== 'finished') return;
        if (message.result.kind === job.kind) resolve(message.result);
        else reject(new Error(`a ${job.kind} job ended with a ${message.result.kind} result`));
      };
      handle = this.#launcher.launch(job, {
        onMessage: receive,
        onMalformed: (problem) => this.#log.warn({ problem, job: job.kind }, 'malformed message'),
        onOutput: (text) => {
          output = lastLine(output + text);
          this.#log.info({ job: job.kind }, text.trimEnd());
        },
        // Comes after every message: a job that has ended is not touched by it.
        onExit: (code, signal) =>
          reject(new UnrollError(isStopped() ? stoppedProblem : lostProblem(code, signal, output))),
      });
    });
    return [handle!, finished];
  }
}

/** Of work that was asked to end before it had anything. */
export const stoppedProblem: Problem = {
  code: 'stopped',
  message: 'Stopped before there was a result.',
};

export function ticketInUse(ticket: string): UnrollError {
  return new UnrollError({
    code: 'ticket-in-use',
    message: 'This is being worked on already.',
    where: ticket,
  });
}
