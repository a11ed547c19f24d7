import { type UtilityProcess, utilityProcess } from 'electron';
import type { EngineMessage } from '../src/contract/index.ts';
import { type LaunchShare, trainerEnvironment } from '../src/launchers/launcher.ts';
import { paths } from './paths.ts';

export interface BrokerListener {
  launched(trainer: number, pid: number): void;
  message(trainer: number, message: unknown): void;
  output(trainer: number, text: string): void;
  exited(trainer: number, code: number): void;
}

/**
 * Only the main process may fork utility processes, so it starts trainers for the engine and passes
 * their messages on unread. A trainer that dies is reported and hurts nobody.
 */
export class ProcessBroker {
  readonly #trainers = new Map<number, UtilityProcess>();
  readonly #listener: BrokerListener;

  constructor(listener: BrokerListener) {
    this.#listener = listener;
  }

  launch(trainer: number, share: LaunchShare): void {
    const environment = trainerEnvironment(share);
    const child = utilityProcess.fork(paths.trainer, [], {
      serviceName: `Unroll trainer ${trainer}`,
      stdio: 'pipe',
      env: { TF_CPP_MIN_LOG_LEVEL: '2', ...environment },
    });
    this.#trainers.set(trainer, child);
    const output = (text: Buffer): void => this.#listener.output(trainer, text.toString());
    child.stdout?.on('data', output);
    child.stderr?.on('data', output);
    child.once('spawn', () => this.#listener.launched(trainer, child.pid ?? 0));
    child.on('message', (message: unknown) => this.#listener.message(trainer, message));
    child.once('exit', (code) => {
      this.#trainers.delete(trainer);
      this.#listener.exited(trainer, code);
    });
  }

  send(trainer: number, message: EngineMessage): void {
    this.#trainers.get(trainer)?.postMessage(message);
  }

  kill(trainer: number): void {
    const child = this.#trainers.get(trainer);
    // SIGKILL: a trainer inside a long TensorFlow call answers no softer signal in time.
    if (child?.pid !== undefined) process.kill(child.pid, 'SIGKILL');
  }

  killAll(): void {
    for (const trainer of this.#trainers.keys()) this.kill(trainer);
  }
}
