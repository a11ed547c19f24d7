import { preference, setPreference } from './preferences.svelte.ts';

const keptStates = new Map<string, object>();

/**
 * State of a view that outlives the view and the program: selected rows, filters, pane sizes.
 *
 * Call it in a view's script, once the session is ready. Returns a deeply reactive object; every
 * change is written after a short quiet. Fields that the stored text lacks keep their initial value.
 */
export function kept<T extends object>(name: string, initial: T): T {
  const known = keptStates.get(name);
  if (known !== undefined) return known as T;
  const key = `view.${name}`;
  const state = $state({ ...initial, ...parse(preference(key)) }) as T;
  keptStates.set(name, state);
  $effect.root(() => {
    $effect(() => setPreference(key, JSON.stringify(state)));
  });
  return state;
}

function parse(text: string | undefined): object {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
