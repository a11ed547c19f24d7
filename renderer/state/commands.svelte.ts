import type { WindowCommand } from '../../src/contract/index.ts';
import { chooseFiles } from '../workbench.ts';
import { go } from './navigation.svelte.ts';
import { toggleTheme } from './theme.svelte.ts';
import { takePaths } from './weights.svelte.ts';

/** Which of the frame's sheets is open; at most one. */
export type Sheet = 'palette' | 'shortcuts';
let sheet = $state<Sheet | null>(null);

export function openSheet(): Sheet | null {
  return sheet;
}

export function showSheet(next: Sheet | null): void {
  sheet = next;
}

export async function openFiles(): Promise<void> {
  await takePaths(await chooseFiles());
}

const windowCommands: Readonly<Record<WindowCommand, () => void>> = {
  'open-files': () => void openFiles(),
  'show-data': () => go({ view: 'data' }),
  'show-train': () => go({ view: 'train' }),
  'show-runs': () => go({ view: 'runs' }),
  'show-compare': () => go({ view: 'compare' }),
  'show-settings': () => go({ view: 'settings' }),
  'show-palette': () => showSheet('palette'),
  'show-shortcuts': () => showSheet('shortcuts'),
  'toggle-theme': toggleTheme,
};

/** Does what a menu item of the window asks for. */
export function runWindowCommand(command: WindowCommand): void {
  windowCommands[command]();
}
