import type { Setting, StudyParameter } from '../../../src/contract/index.ts';

/** One searched setting as typed: ends may still be text. */
export interface ParameterDraft {
  name: string;
  type: StudyParameter['type'];
  low: number | string;
  high: number | string;
  log: boolean;
  choices: (string | number | boolean)[];
}

export function draftOf(parameter: StudyParameter): ParameterDraft {
  const { name, type } = parameter;
  if (parameter.type === 'categorical') {
    return { name, type, low: 0, high: 0, log: false, choices: [...parameter.choices] };
  }
  const { low, high, log = false } = parameter;
  return { name, type, low, high, log, choices: [] };
}

/** What a setting is first searched over: its own range for searching, else all of it. */
export function firstRange(setting: Setting): StudyParameter {
  const { name } = setting;
  if (setting.type === 'boolean') return { name, type: 'categorical', choices: [false, true] };
  if (setting.type === 'choice') {
    return { name, type: 'categorical', choices: setting.choices.map(({ value }) => value) };
  }
  if (setting.type !== 'integer' && setting.type !== 'float') {
    return { name, type: 'categorical', choices: [] };
  }
  const low =
    setting.search?.low ?? Math.max(setting.min, Math.min(setting.default / 4, setting.max));
  const high =
    setting.search?.high ?? Math.min(setting.max, Math.max(setting.default * 4, setting.min));
  const whole = setting.type === 'integer';
  const ends = whole ? { low: Math.round(low), high: Math.round(high) } : { low, high };
  return {
    name,
    type: setting.type,
    ...ends,
    ...(setting.log && ends.low > 0 ? { log: true } : {}),
  };
}

/** The space as the engine reads it: JSON is YAML. */
export function spaceText(parameters: readonly ParameterDraft[]): string {
  const entries = parameters.map((parameter) => {
    const { name, type, low, high, log, choices } = parameter;
    return [name, type === 'categorical' ? choices : { type, low, high, log }];
  });
  return JSON.stringify({ parameters: Object.fromEntries(entries) });
}
