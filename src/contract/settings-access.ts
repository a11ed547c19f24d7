import type { Settings, SettingValue } from './settings.ts';

/** Typed access for code that uses checked settings. @throws on a name that the schema lacks: a defect. */
export function numberOf(settings: Settings, name: string): number {
  return expectType(settings, name, 'number') as number;
}
export function textOf(settings: Settings, name: string): string {
  return expectType(settings, name, 'string') as string;
}
export function booleanOf(settings: Settings, name: string): boolean {
  return expectType(settings, name, 'boolean') as boolean;
}
export function listOf(settings: Settings, name: string): readonly string[] {
  const value = settings[name];
  if (!Array.isArray(value)) throw new TypeError(`setting ${name} is not a list`);
  return value as readonly string[];
}

function expectType(settings: Settings, name: string, type: string): SettingValue {
  const value = settings[name];
  if (value === undefined || typeof value !== type)
    throw new TypeError(`setting ${name} is not a ${type}`);
  return value;
}
