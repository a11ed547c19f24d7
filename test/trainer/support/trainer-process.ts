import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type EngineMessage,
  type Job,
  type TrainerMessage,
  trainerMessageSchema,
} from '../../../src/contract/index.ts';

const entry = resolve(import.meta.dirname, '../../../out/main/trainer.js');

/** A real trainer process that is given one job. */
export class TrainerProcess {
  readonly child: ChildProcess;
  readonly messages: TrainerMessage[] = [];
  output = '';
  /** Resolves when the process has gone. */
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
  readonly #watchers: ((message: TrainerMessage) => void)[] = [];

  /** @param job given when the process is ready; null leaves it without one */
  constructor(job: Job | null, environment: NodeJS.ProcessEnv = {}) {
    this.child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...environment },
    });
    onTestFinished(() => void this.child.kill('SIGKILL'));
    this.child.stderr?.on('data', (text: Buffer) => {
      this.output += text.toString();
    });
    this.child.on('message', (raw) => {
      const message = trainerMessageSchema.parse(raw);
      this.messages.push(message);
      if (message.type === 'ready' && job !== null) this.send({ type: 'start', job });
      for (const watcher of this.#watchers) watcher(message);
    });
    this.exit = new Promise((done) => {
      this.child.on('close', (code, signal) => done({ code, signal }));
      // Without its channel a child never says that it has closed.
      this.child.on('exit', (code, signal) => {
        if (!this.child.connected) done({ code, signal });
      });
    });
  }

  send(message: EngineMessage): void {
    this.child.send(message);
  }

  /** Resolves with the first message, past or to come, that passes the test. */
  until(test: (message: TrainerMessage) => boolean): Promise<TrainerMessage> {
    const past = this.messages.find(test);
    if (past !== undefined) return Promise.resolve(past);
    return new Promise((resolve, reject) => {
      this.#watchers.push((message) => {
        if (test(message)) resolve(message);
      });
      void this.exit.then(() => reject(new Error(`the trainer ended first: ${this.output}`)));
    });
  }

  /** Resolves once a step of at least this number has been reported. */
  untilStep(step: number): Promise<TrainerMessage> {
    return this.until(
      (message) => message.type === 'report' && message.points.at(-1)!.step >= step,
    );
  }

  message<T extends TrainerMessage['type']>(type: T): Extract<TrainerMessage, { type: T }> {
    const found = this.messages.find((message) => message.type === type);
    if (found === undefined) throw new Error(`no ${type} message: ${this.output}`);
    return found as Extract<TrainerMessage, { type: T }>;
  }
}
