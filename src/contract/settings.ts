import { z } from 'zod';
import { UnrollError } from './errors.ts';

/**
 * One hyperparameter. Descriptors are plain data, so that the form, the command line, YAML files,
 * the documentation and the search space are all made from the same list.
 */
export type Setting = NumberSetting | ChoiceSetting | BooleanSetting | TextSetting | ListSetting;

interface SettingBase {
  /** Snake case, as on the command line: `hidden_size`. */
  readonly name: string;
  /** Sentence case, for the form. */
  readonly label: string;
  /** One line: what it does, what raising it does, where the default comes from. */
  readonly help: string;
  readonly group: SettingGroup;
  /** Basic settings are always shown, advanced ones behind a fold. */
  readonly level: 'basic' | 'advanced';
  /** Shown (and meaningful) only while another setting has one of these values. */
  readonly when?: SettingCondition;
}

export interface SettingCondition {
  readonly setting: string;
  readonly is: readonly (string | number | boolean)[];
  /** What is said of a value that asks for something impossible; without it the value is ignored. */
  readonly otherwise?: {
    /** Values of the other setting beside which all but the neutral value is refused. */
    readonly refuse: readonly string[];
    readonly neutral: SettingValue;
    /** Goes on from the name of the other setting's choice: "has no matrix from state to state". */
    readonly why: string;
  };
}

export interface NumberSetting extends SettingBase {
  readonly type: 'integer' | 'float';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** The minimum itself is not allowed. */
  readonly exclusiveMin?: boolean;
  /** Searched and slid on a logarithmic scale. */
  readonly log?: boolean;
  /** The part of the range that a hyperparameter search looks at first; guessed from the default where missing. */
  readonly search?: { readonly low: number; readonly high: number; readonly step?: number };
  readonly unit?: string;
}

export interface ChoiceSetting extends SettingBase {
  readonly type: 'choice';
  readonly default: string;
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly help: string;
}

export interface BooleanSetting extends SettingBase {
  readonly type: 'boolean';
  readonly default: boolean;
}

export interface TextSetting extends SettingBase {
  readonly type: 'text';
  readonly default: string;
  /**
   * What the text names, so that a form can offer it: a column that tells times (empty: found), or one
   * that tells several series apart (empty: there is one).
   */
  readonly of?: 'time column' | 'series column';
}

/** A list of names, for instance of columns. Empty means decided from the data, unless it means none. */
export interface ListSetting extends SettingBase {
  readonly type: 'list';
  readonly default: readonly string[];
  /** What the names are, so that a form can offer them. */
  readonly of: 'columns';
  readonly emptyMeans?: 'none';
}

export const settingGroups = [
  'data',
  'model',
  'regularization',
  'optimization',
  'schedule',
  'stopping',
  'run',
] as const;
export type SettingGroup = (typeof settingGroups)[number];

export type SettingValue = string | number | boolean | readonly string[];
export type Settings = Readonly<Record<string, SettingValue>>;

export const settingValueSchema = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
]);
export const settingsRecordSchema = z.record(z.string(), settingValueSchema);

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

/** One problem for each wrong value; empty when all are right. */
export interface SettingProblem {
  readonly setting: string;
  readonly message: string;
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
  for (const setting of list) {
    const message = impossibility(setting, values, known);
    if (message !== null) problems.push({ setting: setting.name, message });
  }
  return { values, problems };
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

/** @throws UnrollError naming the value, the range and the nearest valid name. */
export function parseSettings(
  list: readonly Setting[],
  given: Readonly<Record<string, unknown>>,
): Settings {
  const { values, problems } = checkSettings(list, given);
  const first = problems[0];
  if (first === undefined) return values;
  throw new UnrollError({
    code: 'invalid-setting',
    message: problems.map((problem) => problem.message).join('; '),
    where: first.setting,
    hint: 'See the list of settings with: unroll train --help-settings',
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

/** The closest of `names` by edit distance, or undefined when none is near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 2)) + 1;
  for (const candidate of names) {
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, substitution);
    }
    row = next;
  }
  return row[b.length]!;
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

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
