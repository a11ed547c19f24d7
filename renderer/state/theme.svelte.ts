import { mirror, mirrored } from './mirror.ts';
import { preference, setPreference } from './preferences.svelte.ts';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const systemDark = matchMedia('(prefers-color-scheme: dark)');
let systemIsDark = $state(systemDark.matches);
systemDark.addEventListener('change', (event) => {
  systemIsDark = event.matches;
});

export function themeChoice(): ThemeChoice {
  const chosen = preference('theme') ?? mirrored('theme');
  return themeChoices.find((choice) => choice === chosen) ?? 'system';
}

export function setThemeChoice(choice: ThemeChoice): void {
  mirror('theme', choice);
  setPreference('theme', choice);
}

/** The theme that is on, after asking the system where the choice says so. Reactive. */
export function theme(): 'light' | 'dark' {
  const choice = themeChoice();
  if (choice !== 'system') return choice;
  return systemIsDark ? 'dark' : 'light';
}

export function toggleTheme(): void {
  setThemeChoice(theme() === 'dark' ? 'light' : 'dark');
}

$effect.root(() => {
  $effect.pre(() => {
    document.documentElement.dataset['theme'] = theme();
  });
});
