import type { EngineMessage, Job } from '../src/contract/index.ts';
import {
  type Launcher,
  type LaunchShare,
  type TrainerHandle,
  type TrainerListener,
  trainerGate,
} from '../src/launchers/launcher.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';

interface Trainer {
  readonly listener: TrainerListener;
  readonly receive: (message: unknown) => void;
  pid: number | undefined;
}

/** Starts trainers through the main process, the only one that may fork utility processes. */
export class BrokeredLauncher implements Launcher {
  readonly #trainers = new Map<number, Trainer>();
  readonly #post: (message: FromEngine) => void;
  #next = 1;

  constructor(post: (message: FromEngine) => void) {
    this.#post = post;
  }

  launch(job: Job, listener: TrainerListener, share: LaunchShare = {}): TrainerHandle {
    const trainer = this.#next++;
    const send = (message: EngineMessage): void => {
      if (this.#trainers.has(trainer)) this.#post({ type: 'trainer-send', trainer, message });
    };
    const entry: Trainer = { listener, receive: trainerGate(job, listener, send), pid: undefined };
    this.#trainers.set(trainer, entry);
    this.#post({ type: 'launch-trainer', trainer, share });
    return {
      get pid() {
        return entry.pid;
      },
      send,
      kill: () => this.#post({ type: 'kill-trainer', trainer }),
    };
  }

  /** What the main process says of a trainer. */
  receive(message: ToEngine): void {
    if (message.type === 'trainer-launched') {
      const trainer = this.#trainers.get(message.trainer);
      if (trainer !== undefined) trainer.pid = message.pid;
    } else if (message.type === 'trainer-message') {
      this.#trainers.get(message.trainer)?.receive(message.message);
    } else if (message.type === 'trainer-output') {
      this.#trainers.get(message.trainer)?.listener.onOutput(message.text);
    } else if (message.type === 'trainer-exit') {
      const trainer = this.#trainers.get(message.trainer);
      this.#trainers.delete(message.trainer);
      trainer?.listener.onExit(message.code, null);
    }
  }
}
