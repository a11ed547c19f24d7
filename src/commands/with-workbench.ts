import { homeFolder } from '../home.ts';
import { ForkLauncher } from '../launchers/fork.ts';
import { Workbench } from '../workbench.ts';
import type { Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import type { Terminal } from './terminal/terminal.ts';
import { WaitProgress } from './terminal/wait-progress.ts';

export interface WorkbenchChoice {
  /** As given with `--home`. */
  readonly home?: string | undefined;
  /** Looks without changing anything, also while a window is open on the same home folder. */
  readonly readOnly?: boolean;
  /** The command only answers and keeps nothing, so that Ctrl-C ends it within a second. */
  readonly answers?: boolean;
  /** The answer is for a program: no progress is shown. */
  readonly json?: boolean | undefined;
}

/** For commands that ask a trained network something. */
export function answering({ home, json }: Pick<WorkbenchChoice, 'home' | 'json'>): WorkbenchChoice {
  return { home, json, readOnly: true, answers: true };
}

/** Opens the engine in this process, hands it to `use` and closes it, whatever happens. */
export async function withWorkbench<T>(
  surroundings: Surroundings,
  { home, readOnly = false, answers = false, json = false }: WorkbenchChoice,
  use: (workbench: Workbench) => Promise<T>,
): Promise<T> {
  const workbench = Workbench.open({
    home: homeFolder(home),
    launcher: new ForkLauncher(surroundings.trainerEntry),
    version: surroundings.version,
    samplesDirectory: surroundings.samplesDirectory,
    readOnly,
    // One command is one piece of work: what waits in the queue is the window's.
    startWaiting: false,
  });
  const { terminal } = surroundings;
  const progress = new WaitProgress(terminal);
  if (!json) {
    workbench.onNotice((notice) => {
      if (notice.type === 'progress') progress.tell(notice.label, notice.done);
    });
  }
  const stopListening = answers ? endOnSignal(workbench, terminal) : () => undefined;
  if (answers && !json) progress.tell('Opening the network', 0);
  try {
    return await use(workbench);
  } finally {
    stopListening();
    terminal.endWait();
    await workbench.close();
  }
}

/** Trainers are killed, since nothing of their work is kept. @returns what stops listening */
function endOnSignal(workbench: Workbench, terminal: Terminal): () => void {
  let told = false;
  const hear = (signal: 'SIGINT' | 'SIGTERM'): void => {
    const code = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
    if (told) process.exit(code);
    told = true;
    terminal.endWait();
    void workbench.close(0).finally(() => process.exit(code));
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return () => {
    process.off('SIGINT', hear);
    process.off('SIGTERM', hear);
  };
}
