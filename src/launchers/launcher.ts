import {
  type EngineMessage,
  type Job,
  type Problem,
  type TrainerMessage,
  trainerMessageSchema,
} from '../contract/index.ts';

/** What the engine hears from one trainer process. */
export interface TrainerListener {
  /** Validated; `ready` is not passed on. */
  onMessage(message: TrainerMessage): void;
  /** A message that did not fit the contract was dropped. */
  onMalformed(problem: Problem): void;
  /** What the process printed, in pieces as they come. */
  onOutput(text: string): void;
  /**
   * The process is gone and every message it sent has been delivered. Called exactly once.
   * `code` is null after a signal.
   */
  onExit(code: number | null, signal: string | null): void;
}

/** The engine's hold on one trainer process. */
export interface TrainerHandle {
  /** Undefined until the process is up. */
  readonly pid: number | undefined;
  /** Does nothing once the process is gone. */
  send(message: EngineMessage): void;
  /** Ends the process at once, without its consent. */
  kill(): void;
}

/** What a process may use. */
export interface LaunchShare {
  /** Threads that it computes with; all cores when absent. */
  readonly threads?: number;
}

/** TensorFlow makes as many as it is told. */
const mostThreads = 1024;

/**
 * Threads that the person has set by `UNROLL_THREADS`; null where that is unset, or is no whole
 * number from 1 to 1024, by which TensorFlow would end its process.
 */
export function threadsOfPerson(): number | null {
  const given = process.env['UNROLL_THREADS'];
  const threads = given === undefined || given.trim() === '' ? Number.NaN : Number(given);
  return Number.isInteger(threads) && threads >= 1 && threads <= mostThreads ? threads : null;
}

/**
 * The environment that a trainer process is started with. A number of threads that the person has
 * set themselves (`UNROLL_THREADS`) goes before the share.
 */
export function trainerEnvironment({ threads }: LaunchShare = {}): NodeJS.ProcessEnv {
  const { UNROLL_THREADS: _, ...others } = process.env;
  const count = threadsOfPerson() ?? threads;
  return count === undefined ? others : { ...others, UNROLL_THREADS: String(count) };
}

/** Where a job runs. One launch is one process; it does one job and ends. */
export interface Launcher {
  /** Never throws: a process that cannot be started is reported through `onExit`. */
  launch(job: Job, listener: TrainerListener, share?: LaunchShare): TrainerHandle;
}

/**
 * The gate between a raw channel and the engine, shared by all launchers: checks every message
 * and hands the job over when the process says that it is ready.
 */
export function trainerGate(
  job: Job,
  listener: TrainerListener,
  send: (message: EngineMessage) => void,
): (raw: unknown) => void {
  return (raw) => {
    const parsed = trainerMessageSchema.safeParse(raw);
    if (!parsed.success) {
      listener.onMalformed(malformed(raw, parsed.error.issues[0]));
    } else if (parsed.data.type === 'ready') {
      send({ type: 'start', job });
    } else {
      listener.onMessage(parsed.data);
    }
  };
}

function malformed(
  raw: unknown,
  issue: { readonly path: PropertyKey[]; readonly message: string } | undefined,
): Problem {
  const type =
    typeof raw === 'object' && raw !== null && 'type' in raw ? String(raw.type) : 'unknown';
  return {
    code: 'malformed-message',
    message: `A trainer sent a malformed "${type}" message: ${issue?.message ?? 'not an object'}.`,
    where: issue?.path.map(String).join('.'),
  };
}
