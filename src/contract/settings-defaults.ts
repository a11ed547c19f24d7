import type { z } from 'zod';
import { type Setting, type Settings, settingsRecordSchema } from './settings.ts';
import { settingSchema } from './settings-check.ts';

export function defaultSettings(list: readonly Setting[]): Settings {
  return Object.fromEntries(list.map((setting) => [setting.name, setting.default]));
}

/**
 * The settings of an earlier run with the defaults of those that did not exist then: a new setting
 * does by default what was done before.
 */
export function completeSettings(
  list: readonly Setting[],
  values: Settings,
): z.infer<typeof settingsRecordSchema> {
  return settingsRecordSchema.parse({ ...defaultSettings(list), ...values });
}

/**
 * The same settings with other defaults (and, where a task means something narrower, another line
 * of help), so that a shared list serves every task.
 * @throws when a name or a value does not fit the list: a defect
 */
export function withDefaults(
  list: readonly Setting[],
  defaults: Settings,
  help: Readonly<Record<string, string>> = {},
): readonly Setting[] {
  for (const name of [...Object.keys(defaults), ...Object.keys(help)]) {
    const setting = list.find((candidate) => candidate.name === name);
    if (setting === undefined) throw new Error(`no setting ${name} to override`);
    if (name in defaults) settingSchema(setting).parse(defaults[name]);
  }
  return list.map((setting) => {
    const value = defaults[setting.name] ?? setting.default;
    return { ...setting, default: value, help: help[setting.name] ?? setting.help } as Setting;
  });
}

/** Whether a setting means anything beside these values (its `when` holds). */
export function isActive(setting: Setting, values: Settings): boolean {
  if (setting.when === undefined) return true;
  const value = values[setting.when.setting];
  return setting.when.is.some((allowed) => allowed === value);
}
