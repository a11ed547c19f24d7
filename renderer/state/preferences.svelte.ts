import { request } from '../workbench.ts';

/**
 * What the person has chosen and how the views were left, kept by the engine across restarts.
 * Values are text; a view's state is JSON under `view.<name>`.
 */
const values = $state<Record<string, string>>({});
const waiting = new Map<string, ReturnType<typeof setTimeout>>();

/** Milliseconds of quiet before a value is written: a dragged pane is one write, not a hundred. */
const WRITE_DELAY = 250;

export function applyPreferences(loaded: Readonly<Record<string, string>>): void {
  Object.assign(values, loaded);
}

export function preference(name: string): string | undefined {
  return values[name];
}

/** @param atOnce for a single act that must hold even when the window is closed right after it */
export function setPreference(name: string, value: string, { atOnce = false } = {}): void {
  if (values[name] === value) return;
  values[name] = value;
  clearTimeout(waiting.get(name));
  if (atOnce) {
    write(name);
    return;
  }
  waiting.set(
    name,
    setTimeout(() => write(name), WRITE_DELAY),
  );
}

function write(name: string): void {
  waiting.delete(name);
  const value = values[name];
  // A lost preference is no reason to interrupt anybody: the choice holds until the window closes.
  if (value !== undefined) request('app.setPreference', { name, value }).catch(() => undefined);
}

/** Writes what still waits; called when the window goes away. */
export function flushPreferences(): void {
  for (const [name, timer] of waiting) {
    clearTimeout(timer);
    write(name);
  }
}
