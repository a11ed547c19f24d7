import { homeFolder } from '../home.ts';
import { ForkLauncher } from '../launchers/fork.ts';
import { Workbench } from '../workbench.ts';
import type { Surroundings } from './command.ts';

export interface WorkbenchChoice {
  /** As given with `--home`. */
  readonly home?: string | undefined;
  /** Looks without changing anything, also while a window is open on the same home folder. */
  readonly readOnly?: boolean;
}

/** Opens the engine in this process, hands it to `use` and closes it, whatever happens. */
export async function withWorkbench<T>(
  surroundings: Surroundings,
  { home, readOnly = false }: WorkbenchChoice,
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
  workbench.onNotice((notice) => {
    if (notice.type !== 'progress') return;
    terminal.wait(`${notice.label} … ${Math.round(100 * notice.done)} %`);
  });
  try {
    return await use(workbench);
  } finally {
    terminal.endWait();
    await workbench.close();
  }
}
