import { m } from '../paraglide/messages.js';
import { openFiles, openSheet, showSheet } from '../state/commands.svelte.ts';
import { go, goBack } from '../state/navigation.svelte.ts';
import { toggleTheme } from '../state/theme.svelte.ts';
import { views } from '../views/index.ts';
import { commandKey } from './keys.ts';

/** A key that works everywhere in the window; views add their own on their own elements. */
export interface Shortcut {
  readonly label: () => string;
  /** As shown, parts separated by a space. */
  readonly keys: string;
  matches(event: KeyboardEvent): boolean;
  run(): void;
}

function withCommand(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
}

function railShortcuts(): Shortcut[] {
  return views
    .filter((view) => view.place === 'rail')
    .map((view, index) => ({
      label: () => m.frame_go_to({ view: view.label() }),
      keys: `${commandKey()} ${index + 1}`,
      matches: (event) =>
        event.key === String(index + 1) &&
        (withCommand(event) || (event.altKey && !event.ctrlKey && !event.metaKey)),
      run: () => go({ view: view.id } as Parameters<typeof go>[0]),
    }));
}

export function shortcuts(): readonly Shortcut[] {
  const command = commandKey();
  return [
    {
      label: m.frame_palette,
      keys: `${command} K`,
      matches: (event) => withCommand(event) && event.key.toLowerCase() === 'k',
      run: () => showSheet(openSheet() === 'palette' ? null : 'palette'),
    },
    ...railShortcuts(),
    {
      label: m.frame_view_settings,
      keys: `${command} ,`,
      matches: (event) => withCommand(event) && event.key === ',',
      run: () => go({ view: 'settings' }),
    },
    {
      label: m.frame_open_files,
      keys: `${command} O`,
      matches: (event) => withCommand(event) && event.key.toLowerCase() === 'o',
      run: () => void openFiles(),
    },
    {
      label: m.frame_back,
      keys: 'Alt ←',
      matches: (event) => event.altKey && event.key === 'ArrowLeft',
      run: goBack,
    },
    {
      label: m.frame_toggle_theme,
      keys: `${command} Shift L`,
      matches: (event) =>
        (event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === 'l',
      run: toggleTheme,
    },
    {
      label: m.frame_shortcuts,
      keys: '?',
      matches: (event) => event.key === '?' && !isTyping(event.target),
      run: () => showSheet('shortcuts'),
    },
  ];
}

export function handleShortcut(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const shortcut = shortcuts().find((candidate) => candidate.matches(event));
  if (shortcut === undefined) return;
  event.preventDefault();
  shortcut.run();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=radio], [type=checkbox]), textarea'))
  );
}
