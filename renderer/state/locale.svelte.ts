import { isLocale, type Locale, overwriteGetLocale } from '../paraglide/runtime.js';
import { mirror, mirrored } from './mirror.ts';
import { preference, setPreference } from './preferences.svelte.ts';

/**
 * The language of the window. Messages read it through Paraglide's `getLocale`, which is reactive
 * here: switching re-renders every text in place, nothing is reloaded.
 */
export const localeChoices = ['system', 'en', 'zh-CN'] as const;
export type LocaleChoice = (typeof localeChoices)[number];

export function localeChoice(): LocaleChoice {
  const chosen = preference('locale') ?? mirrored('locale');
  return localeChoices.find((choice) => choice === chosen) ?? 'system';
}

export function setLocaleChoice(choice: LocaleChoice): void {
  mirror('locale', choice);
  setPreference('locale', choice);
}

export function locale(): Locale {
  const choice = localeChoice();
  return isLocale(choice) ? choice : systemLocale();
}

function systemLocale(): Locale {
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

overwriteGetLocale(locale);

$effect.root(() => {
  $effect(() => {
    document.documentElement.lang = locale();
  });
});
