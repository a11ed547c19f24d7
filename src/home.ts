import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Folder that holds the experiment store, copies of data sets and run folders: the given one, else
 * `UNROLL_HOME`, else the platform's place for application data. The command line and the window
 * share it, so that a run started in one is seen in the other.
 */
export function homeFolder(given?: string): string {
  const chosen = given ?? process.env['UNROLL_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (process.platform === 'win32') {
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Unroll');
  }
  if (process.platform === 'darwin') {
    return join(homedir(), 'Library', 'Application Support', 'Unroll');
  }
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'unroll');
}
