import {
  isActive,
  type Setting,
  type Settings,
  type SettingValue,
} from '../../../src/contract/index.ts';

/** One setting of a run as a table shows it. */
export interface SettingRow {
  readonly name: string;
  readonly value: string;
  /** The task's default; null when the run used it. */
  readonly usual: string | null;
}

/**
 * A run's settings in the order of its task's schema; settings that meant nothing beside the others
 * are left out, settings that the schema no longer knows come last.
 */
export function settingRows(schema: readonly Setting[], settings: Settings): SettingRow[] {
  const known = schema.flatMap((setting) => {
    const value = settings[setting.name];
    if (value === undefined || !isActive(setting, settings)) return [];
    const changed = settingText(value) !== settingText(setting.default);
    const usual = changed ? settingText(setting.default) : null;
    return [
      {
        name: setting.name,
        value: settingText(value),
        usual,
      },
    ];
  });
  const names = new Set(schema.map(({ name }) => name));
  const others = Object.entries(settings).filter(([name]) => !names.has(name));
  return [
    ...known,
    ...others.map(([name, value]) => ({
      name,
      value: settingText(value),
      usual: null,
    })),
  ];
}

export function settingText(value: SettingValue): string {
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.join(', ');
  return value === '' ? '–' : String(value);
}
