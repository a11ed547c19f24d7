import { z } from 'zod';
import { type Problem, UnrollError } from './errors.ts';
import { nearestName } from './nearest-name.ts';
import type { NumberSetting, Setting, Settings, SettingValue } from './settings.ts';

/** The zod schema of one value, with messages that name the range. */
export function settingSchema(setting: Setting): z.ZodType<SettingValue> {
  switch (setting.type) {
    case 'integer':
    case 'float': {
      const range = rangeText(setting);
      let schema = z.number({ error: `expected a number ${range}` });
      if (setting.type === 'integer')
        schema = schema.int({ error: `expected a whole number ${range}` });
      schema = setting.exclusiveMin
        ? schema.gt(setting.min, { error: `expected a number ${range}` })
        : schema.gte(setting.min, { error: `expected a number ${range}` });
      return schema.lte(setting.max, { error: `expected a number ${range}` });
    }
    case 'choice': {
      const values = setting.choices.map((choice) => choice.value);
      return z.enum(values, { error: `expected one of ${values.join(', ')}` });
    }
    case 'boolean':
      return z.boolean({ error: 'expected true or false' });
    case 'text':
      return z.string({ error: 'expected text' });
    case 'list':
      return z.array(z.string(), { error: 'expected a list of names' });
  }
}

export function rangeText(setting: NumberSetting): string {
  const low = setting.exclusiveMin ? `above ${setting.min}` : `from ${setting.min}`;
  return `${low} to ${setting.max}`;
}

/** What is wrong with a value. */
export interface SettingProblem {
  readonly setting: string;
  readonly message: string;
  /** The whole of it where the value is right by itself and the data cannot serve it. */
  readonly problem?: Problem | undefined;
}

/**
 * Fills defaults, checks names and ranges.
 * Never throws: a form shows the problems beside their fields.
 */
export function checkSettings(
  list: readonly Setting[],
  given: Readonly<Record<string, unknown>>,
): { readonly values: Settings; readonly problems: readonly SettingProblem[] } {
  const known = new Map(list.map((setting) => [setting.name, setting]));
  const problems: SettingProblem[] = [];
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    const nearest = nearestName(name, [...known.keys()]);
    const suggestion = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    problems.push({ setting: name, message: `unknown setting ${name}${suggestion}` });
  }
  const values: Record<string, SettingValue> = {};
  for (const setting of list) {
    const raw = given[setting.name];
    values[setting.name] = setting.default;
    if (raw === undefined) continue;
    const parsed = settingSchema(setting).safeParse(raw);
    if (parsed.success) values[setting.name] = parsed.data;
    else {
      const reason = parsed.error.issues[0]?.message ?? 'not a valid value';
      problems.push({
        setting: setting.name,
        message: `${setting.name} = ${show(raw)}: ${reason}`,
      });
    }
  }
  return { values, problems: [...problems, ...conflictsIn(list, values)] };
}

/** Values that cannot be had beside each other. @param values of every setting, right by themselves */
export function conflictsIn(list: readonly Setting[], values: Settings): SettingProblem[] {
  const known = new Map(list.map((setting) => [setting.name, setting]));
  return list.flatMap((setting) => {
    const message = impossibility(setting, values, known);
    return message === null ? [] : [{ setting: setting.name, message }];
  });
}

/** Why a value cannot be had beside another setting's; null where it can, or does nothing. */
function impossibility(
  { name, when }: Setting,
  values: Settings,
  known: ReadonlyMap<string, Setting>,
): string | null {
  const value = values[name]!;
  if (when?.otherwise === undefined || value === when.otherwise.neutral) return null;
  const { refuse, neutral, why } = when.otherwise;
  const beside = refuse.find((refused) => refused === values[when.setting]);
  if (beside === undefined) return null;
  const other = known.get(when.setting);
  const choices = other?.type === 'choice' ? other.choices : [];
  const label = choices.find((choice) => choice.value === beside)?.label ?? beside;
  return `${name} = ${show(value)}: ${label} ${why}; leave ${name} at ${show(neutral)} or choose another ${when.setting}`;
}

/**
 * @param hint where the list can be seen
 * @throws UnrollError naming the value, the range and the nearest valid name.
 */
export function parseSettings(
  list: readonly Setting[],
  given: Readonly<Record<string, unknown>>,
  hint = 'See the list of settings with: unroll train --help-settings',
): Settings {
  const { values, problems } = checkSettings(list, given);
  const first = problems[0];
  if (first === undefined) return values;
  throw new UnrollError({
    code: 'invalid-setting',
    message: problems.map((problem) => problem.message).join('; '),
    where: first.setting,
    hint,
  });
}

/** Text from a command line (`name=value`) to the type that the setting wants; unknown names pass as text. */
export function settingFromText(
  list: readonly Setting[],
  name: string,
  text: string,
): SettingValue {
  const setting = list.find((candidate) => candidate.name === name);
  switch (setting?.type) {
    case 'integer':
    case 'float':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return text === '' ? [] : text.split(',').map((part) => part.trim());
    default:
      return text;
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}
