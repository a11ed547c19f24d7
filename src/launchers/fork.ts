import { type ChildProcess, fork } from 'node:child_process';
import type { EngineMessage, Job } from '../contract/index.ts';
import {
  type Launcher,
  type LaunchShare,
  type TrainerHandle,
  type TrainerListener,
  trainerEnvironment,
  trainerGate,
} from './launcher.ts';

/** How long messages may still trickle in after the process has gone, milliseconds. */
const drainTime = 500;

/** Runs each job in a child process of this one. */
export class ForkLauncher implements Launcher {
  readonly #entry: string;
  readonly #environment: NodeJS.ProcessEnv;

  /**
   * @param entry path of the trainer's bundled entry, `trainer.js`
   * @param environment added to this process's own
   */
  constructor(entry: string, environment: NodeJS.ProcessEnv = {}) {
    this.#entry = entry;
    this.#environment = environment;
  }

  launch(job: Job, listener: TrainerListener, share?: LaunchShare): TrainerHandle {
    const child = fork(this.#entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...trainerEnvironment(share), ...this.#environment },
      // A debugger's flags of the parent would make every child wait for its own debugger.
      execArgv: process.execArgv.filter((argument) => !argument.startsWith('--inspect')),
    });
    const send = (message: EngineMessage): void => {
      // The channel may close between the check and the write: the exit is reported anyway.
      if (child.connected) child.send(message, () => undefined);
    };
    child.on('message', trainerGate(job, listener, send));
    child.stdout?.on('data', (text: Buffer) => listener.onOutput(text.toString()));
    child.stderr?.on('data', (text: Buffer) => listener.onOutput(text.toString()));
    whenGone(child, listener);
    return {
      get pid() {
        return child.pid;
      },
      send,
      kill: () => void child.kill('SIGKILL'),
    };
  }
}

/** `exit` can overtake the last messages; the channel's end cannot. */
function whenGone(child: ChildProcess, listener: TrainerListener): void {
  let told = false;
  let exit: { code: number | null; signal: string | null } | null = null;
  const tell = (): void => {
    if (told || exit === null) return;
    told = true;
    listener.onExit(exit.code, exit.signal);
  };
  child.on('exit', (code, signal) => {
    exit = { code, signal };
    if (child.connected) setTimeout(tell, drainTime);
    else tell();
  });
  child.on('disconnect', tell);
  child.on('error', (error) => {
    listener.onOutput(`${error.message}\n`);
    if (child.pid !== undefined) return;
    exit = { code: null, signal: null };
    tell();
  });
}
