import {
  type NumberSetting,
  nearestName,
  type Setting,
  type Settings,
} from '../../contract/index.ts';
import { type Parameter, type ParameterValue, spaceError } from './parameter.ts';

/**
 * The parameter that searches a setting over the range that is worth it: the setting's own `search`,
 * else a range about its default.
 * @throws UnrollError for a setting that cannot be searched (text, a list of names)
 */
export function parameterOf(setting: Setting): Parameter {
  const { name } = setting;
  switch (setting.type) {
    case 'boolean':
      return { name, type: 'categorical', choices: [false, true] };
    case 'choice':
      return { name, type: 'categorical', choices: setting.choices.map(({ value }) => value) };
    case 'integer':
    case 'float': {
      const [low, high] = searchedRange(setting);
      const { step } = setting.search ?? {};
      const log = setting.log === true && low > 0;
      return {
        ...{ name, type: setting.type, low, high },
        ...(log ? { log } : {}),
        ...(step === undefined ? {} : { step }),
      };
    }
    default:
      throw spaceError(name, 'cannot be searched', 'Search numbers, choices and switches.');
  }
}

/** Wide ranges are cut to a factor of ten about the default (of four, where the scale is linear). */
function searchedRange(setting: NumberSetting): readonly [number, number] {
  const { min, max, search } = setting;
  if (search !== undefined) return [search.low, search.high];
  if (!setting.log && max - min <= 16) return [aboveMinimum(setting, min), max];
  const factor = setting.log ? 10 : 4;
  const middle = Math.abs(setting.default) || 1;
  const whole = setting.type === 'integer';
  const low = Math.max(min, whole ? Math.floor(middle / factor) : middle / factor);
  return [aboveMinimum(setting, low), Math.min(max, middle * factor)];
}

function aboveMinimum({ exclusiveMin, min, max, type }: NumberSetting, low: number): number {
  if (!exclusiveMin || low > min) return low;
  return type === 'integer' ? min + 1 : min + (max - min) / 100;
}

/**
 * Adds the settings' own conditions (`when`) to parameters that name none. What can mean nothing
 * beside the fixed settings is refused.
 * @param fixed all settings that are not searched
 * @throws UnrollError on a name that is no setting, a range beyond the setting's, or a setting that
 *   means nothing
 */
export function fitToSettings(
  parameters: readonly Parameter[],
  settings: readonly Setting[],
  fixed: Settings,
): readonly Parameter[] {
  return parameters.map((parameter) => {
    const setting = settingOf(parameter.name, settings);
    checkWithin(parameter, setting);
    return withConditionOf(setting, marked(parameter, setting), parameters, fixed);
  });
}

/** What belongs to the network or its data is marked, so that no checkpoint meets another shape. */
function marked(parameter: Parameter, { group }: Setting): Parameter {
  return group === 'model' || group === 'data' ? { ...parameter, structural: true } : parameter;
}

function withConditionOf(
  { when }: Setting,
  parameter: Parameter,
  parameters: readonly Parameter[],
  fixed: Settings,
): Parameter {
  if (when === undefined || parameter.when !== undefined) return parameter;
  const parent = parameters.find((candidate) => candidate.name === when.setting);
  if (parent !== undefined) return withCondition(parameter, parent, when.is);
  if (when.is.some((allowed) => allowed === fixed[when.setting])) return parameter;
  throw spaceError(
    parameter.name,
    `means nothing while ${when.setting} is ${String(fixed[when.setting])}`,
    `Set or search ${when.setting} as ${when.is.join(' or ')}.`,
  );
}

/** @throws UnrollError when there is no such setting */
export function settingOf(name: string, settings: readonly Setting[]): Setting {
  const setting = settings.find((candidate) => candidate.name === name);
  if (setting !== undefined) return setting;
  const nearest = nearestName(
    name,
    settings.map((candidate) => candidate.name),
  );
  const hint = nearest === undefined ? 'See unroll train --help-settings' : `Write ${nearest}`;
  throw spaceError(name, 'is not a setting', `${hint}.`);
}

/** Unconditional where every value of the parent allows it. */
function withCondition(
  parameter: Parameter,
  parent: Parameter,
  allowed: readonly ParameterValue[],
): Parameter {
  if (parent.type !== 'categorical') {
    return { ...parameter, when: { parameter: parent.name, is: allowed } };
  }
  const is = parent.choices.filter((choice) => allowed.includes(choice));
  if (is.length === parent.choices.length) return parameter;
  if (is.length > 0) return { ...parameter, when: { parameter: parent.name, is } };
  throw spaceError(
    parameter.name,
    `means nothing: ${parent.name} is never ${allowed.join(' or ')}`,
    `Add one of them to the choices of ${parent.name}.`,
  );
}

function checkWithin(parameter: Parameter, setting: Setting): void {
  const { name } = parameter;
  if (parameter.type === 'categorical') {
    const wrong = parameter.choices.find((choice) => !accepts(setting, choice));
    if (wrong === undefined) return;
    throw spaceError(name, `cannot be ${JSON.stringify(wrong)}`, `It takes ${takes(setting)}.`);
  }
  if (setting.type !== 'integer' && setting.type !== 'float') {
    throw spaceError(name, 'is no number', `List its choices: ${takes(setting)}.`);
  }
  if (setting.type === 'integer' && parameter.type === 'float') {
    throw spaceError(name, 'is a whole number', 'Give whole ends, and a whole step if any.');
  }
  if (accepts(setting, parameter.low) && accepts(setting, parameter.high)) return;
  throw spaceError(
    name,
    `from ${parameter.low} to ${parameter.high} leaves the setting's range`,
    `It takes ${takes(setting)}.`,
  );
}

function accepts(setting: Setting, value: ParameterValue): boolean {
  switch (setting.type) {
    case 'integer':
    case 'float': {
      if (typeof value !== 'number' || value > setting.max || value < setting.min) return false;
      if (setting.exclusiveMin && value === setting.min) return false;
      return setting.type === 'float' || Number.isInteger(value);
    }
    case 'choice':
      return setting.choices.some((choice) => choice.value === value);
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return false;
  }
}

function takes(setting: Setting): string {
  switch (setting.type) {
    case 'integer':
    case 'float':
      return `${setting.exclusiveMin ? 'above ' : ''}${setting.min} to ${setting.max}`;
    case 'choice':
      return setting.choices.map((choice) => choice.value).join(', ');
    case 'boolean':
      return 'true or false';
    default:
      return 'no searched values';
  }
}
