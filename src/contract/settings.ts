import { z } from 'zod';

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
   * that tells several series apart (empty: there is one). A file must be there before anything starts.
   */
  readonly of?: 'time column' | 'series column' | 'file';
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
