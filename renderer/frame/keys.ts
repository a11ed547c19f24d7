import { host } from '../workbench.ts';

/** The key that commands are given with, as shown. */
export function commandKey(): string {
  return host().platform === 'darwin' ? '⌘' : 'Ctrl';
}
