import { EventEmitter } from 'node:events';
import { type UtilityProcess, utilityProcess } from 'electron';
import type { Envelope, Notice, Problem } from '../src/contract/index.ts';
import type { EngineOptions, FromEngine, ToEngine } from './engine-messages.ts';
import { paths } from './paths.ts';
import { ProcessBroker } from './process-broker.ts';

interface EngineEvents {
  notice: [Notice];
  /** The store cannot be opened, or the engine keeps dying. */
  refused: [Problem];
}

const mostRestarts = 3;

const engineGone: Problem = {
  code: 'engine-gone',
  message: 'The engine stopped unexpectedly.',
  hint: 'It is started again by itself; finished work is safe in the store.',
};

/** The main process's end of the engine: requests with answers, notices, trainers on demand. */
export class EngineProcess extends EventEmitter<EngineEvents> {
  readonly #options: EngineOptions;
  readonly #pending = new Map<number, (envelope: Envelope<unknown>) => void>();
  /** Requests that came before the store was open. */
  #waiting: ToEngine[] = [];
  #child: UtilityProcess | null = null;
  #broker: ProcessBroker | null = null;
  #opened = false;
  #closing = false;
  #refusal: Problem | null = null;
  #nextTicket = 1;
  #restarts = 0;

  constructor(options: EngineOptions) {
    super();
    this.#options = options;
  }

  start(): void {
    const child = utilityProcess.fork(paths.engine, [], {
      serviceName: 'Unroll engine',
      stdio: 'inherit',
    });
    this.#child = child;
    this.#broker = new ProcessBroker({
      launched: (trainer, pid) => this.#post({ type: 'trainer-launched', trainer, pid }),
      message: (trainer, message) => this.#post({ type: 'trainer-message', trainer, message }),
      output: (trainer, text) => this.#post({ type: 'trainer-output', trainer, text }),
      exited: (trainer, code) => this.#post({ type: 'trainer-exit', trainer, code }),
    });
    child.on('message', (message: FromEngine) => this.#receive(message));
    child.once('exit', () => this.#gone());
    this.#post({ type: 'open', options: this.#options });
  }

  /** Never rejects: what went wrong comes back in the envelope. */
  request(name: string, input: unknown): Promise<Envelope<unknown>> {
    if (this.#refusal !== null) {
      return Promise.resolve({ ok: false, problem: this.#refusal });
    }
    const ticket = this.#nextTicket++;
    return new Promise((resolve) => {
      this.#pending.set(ticket, resolve);
      const message: ToEngine = { type: 'request', ticket, name, input };
      if (this.#opened) this.#post(message);
      else this.#waiting.push(message);
    });
  }

  /** Lets running trainers write a checkpoint and the store close; gives up after `patience` ms. */
  async close(patience = 5000): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#closing = true;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#post({ type: 'close' });
    const late = setTimeout(() => {
      this.#broker?.killAll();
      child.kill();
    }, patience);
    await exited;
    clearTimeout(late);
  }

  #post(message: ToEngine): void {
    this.#child?.postMessage(message);
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case 'opened':
        this.#opened = true;
        for (const waiting of this.#waiting.splice(0)) this.#post(waiting);
        break;
      case 'refused':
        this.#refuse(message.problem);
        break;
      case 'response':
        this.#pending.get(message.ticket)?.(message.envelope);
        this.#pending.delete(message.ticket);
        break;
      case 'notice':
        this.emit('notice', message.notice);
        break;
      case 'launch-trainer':
        this.#broker?.launch(message.trainer, message.share);
        break;
      case 'trainer-send':
        this.#broker?.send(message.trainer, message.message);
        break;
      case 'kill-trainer':
        this.#broker?.kill(message.trainer);
        break;
    }
  }

  #refuse(problem: Problem): void {
    this.#refusal = problem;
    this.#waiting = [];
    this.#answerAll(problem);
    this.emit('refused', problem);
  }

  #answerAll(problem: Problem): void {
    for (const resolve of this.#pending.values()) resolve({ ok: false, problem });
    this.#pending.clear();
  }

  #gone(): void {
    this.#child = null;
    this.#opened = false;
    this.#waiting = [];
    // Trainers without an engine have nobody to report to; their runs resume from checkpoints.
    this.#broker?.killAll();
    this.#answerAll(engineGone);
    if (this.#closing || this.#refusal !== null) return;
    this.#restarts += 1;
    if (this.#restarts > mostRestarts) this.#refuse({ ...engineGone, hint: 'Restart Unroll.' });
    else this.start();
  }
}
