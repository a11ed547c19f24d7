import {
  type NumberSetting,
  type Problem,
  type Setting,
  type SettingValue,
  settingSchema,
} from '../../../src/contract/index.ts';
import { formatCount } from '../../format.ts';
import { m } from '../../paraglide/messages.js';
import { choiceWords, problemWords, unitWords } from '../../words.ts';

/**
 * A value as the form shows it: a choice by its label, a switch in words.
 * @param scope the task or search method whose own words come first
 */
export function showValue(setting: Setting, value: SettingValue, scope?: string): string {
  switch (setting.type) {
    case 'choice': {
      const choice = setting.choices.find((candidate) => candidate.value === value);
      return choice === undefined ? String(value) : choiceWords(setting, choice, scope).label;
    }
    case 'boolean':
      return value === true ? m.train_on() : m.train_off();
    case 'list':
      if (Array.isArray(value) && value.length > 0) return value.join(', ');
      return setting.emptyMeans === 'none' ? m.train_none() : m.train_all();
    case 'text':
      return value === '' ? m.train_empty_value() : String(value);
    default:
      return typeof value === 'number' ? plainNumber(value) : String(value);
  }
}

/** What values are allowed; empty where the control itself says it. */
export function rangeWords(setting: Setting): string {
  if (setting.type !== 'integer' && setting.type !== 'float') return '';
  const limits = { min: plainNumber(setting.min), max: plainNumber(setting.max) };
  const range = setting.exclusiveMin ? m.train_range_above(limits) : m.train_range(limits);
  const unit = unitWords(setting.unit);
  return unit === undefined ? range : `${range} ${unit}`;
}

/** Why the data cannot serve a value, and what to change. */
export function misfitWords(problem: Problem): string {
  const { message, hint = '' } = problemWords(problem);
  // Chinese sentences stand without a space between them.
  const space = /[。！？]$/.test(message) ? '' : ' ';
  return `${message}${space}${hint}`.trim();
}

/**
 * What is wrong with a value and what would be right.
 * @param message what is said where the value is right by itself
 */
export function valueWords(setting: Setting, value: SettingValue, message: string): string {
  if (settingSchema(setting).safeParse(value).success) return message;
  if (setting.type !== 'integer' && setting.type !== 'float') {
    return m.train_problem_choice({ value: String(value) });
  }
  return numberProblem(setting, value);
}

function numberProblem(setting: NumberSetting, value: SettingValue): string {
  const limits = { min: plainNumber(setting.min), max: plainNumber(setting.max) };
  const range = setting.exclusiveMin ? m.train_range_above(limits) : m.train_range(limits);
  const shown = String(value).trim();
  if (shown === '') return m.train_problem_empty({ range });
  if (typeof value !== 'number') return m.train_problem_no_number({ value: shown, range });
  if (setting.type === 'integer' && !Number.isInteger(value)) {
    return m.train_problem_whole({ value: shown, range });
  }
  return m.train_problem_range({ value: shown, range });
}

/** Every digit counts here: a limit of 0.9999 must not read as 1. */
function plainNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 10_000 ? formatCount(value) : String(value);
}
