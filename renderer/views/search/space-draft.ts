import type { Setting, StudyConstraint, StudyParameter } from '../../../src/contract/index.ts';

/** One searched setting as typed: ends may still be text. */
export interface ParameterDraft {
  name: string;
  type: StudyParameter['type'];
  low: number | string;
  high: number | string;
  log: boolean;
  /** Between neighbouring values; empty where the scale is not cut into steps. */
  step: number | string;
  choices: (string | number | boolean)[];
  /** Only searched while another setting has one of these values. */
  when: { parameter: string; is: (string | number | boolean)[] } | null;
}

/** What a trial may cost at most, by the name of the quantity; empty sets no bound. */
export type BoundsDraft = Record<Bound, number | string>;

export const bounds = ['parameters', 'memory_mb', 'step_ms', 'minutes'] as const;
export type Bound = (typeof bounds)[number];

export const noBounds = (): BoundsDraft => ({
  parameters: '',
  memory_mb: '',
  step_ms: '',
  minutes: '',
});

export function draftOf(parameter: StudyParameter): ParameterDraft {
  const { name, type, when } = parameter;
  const condition = when === undefined ? null : { parameter: when.parameter, is: [...when.is] };
  if (parameter.type === 'categorical') {
    const { choices } = parameter;
    const none = { low: 0, high: 0, log: false, step: '' };
    return { name, type, ...none, choices: [...choices], when: condition };
  }
  const { low, high, log = false, step = '' } = parameter;
  return { name, type, low, high, log, step, choices: [], when: condition };
}

/** Values of another setting beside which this one means something. */
export interface Condition {
  readonly parameter: string;
  readonly is: readonly (string | number | boolean)[];
}

/** The condition that the schema puts on a setting in this space; null where it always holds. */
export function conditionBySchema(
  { when }: Setting,
  parameters: readonly Pick<ParameterDraft, 'name' | 'type' | 'choices'>[],
): Condition | null {
  const parent = parameters.find(({ name }) => name === when?.setting);
  if (when === undefined || parent === undefined) return null;
  if (parent.type !== 'categorical') return { parameter: parent.name, is: when.is };
  const is = parent.choices.filter((choice) => when.is.some((allowed) => allowed === choice));
  return is.length === parent.choices.length ? null : { parameter: parent.name, is };
}

/** Drafts of a space; what the schema says by itself is left to it, so that it follows later changes. */
export function draftsOf(
  parameters: readonly StudyParameter[],
  settings: readonly Setting[],
): ParameterDraft[] {
  const drafts = parameters.map(draftOf);
  return drafts.map((draft) => {
    const setting = settings.find(({ name }) => name === draft.name);
    const known = setting === undefined ? null : conditionBySchema(setting, drafts);
    const same = JSON.stringify(known) === JSON.stringify(draft.when);
    return same ? { ...draft, when: null } : draft;
  });
}

/**
 * Bounds as typed.
 * @returns null for bounds that the form has no field for: from below, or on what it does not know
 */
export function boundsOf(constraints: readonly StudyConstraint[]): BoundsDraft | null {
  const draft = noBounds();
  for (const { quantity, atMost, atLeast } of constraints) {
    const known = bounds.find((name) => name === quantity);
    if (known === undefined || atLeast !== undefined || atMost === undefined) return null;
    draft[known] = atMost;
  }
  return draft;
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
export function spaceText(parameters: readonly ParameterDraft[], limits: BoundsDraft): string {
  const names = new Set(parameters.map(({ name }) => name));
  const entries = parameters.map(({ name, type, low, high, log, step, choices, when }) => {
    const values = type === 'categorical' ? { choices } : { type, low, high, log };
    const steps = type === 'categorical' || step === '' ? {} : { step };
    // What a setting depended on may have been switched off since: then it does by the schema alone.
    const holds = when !== null && names.has(when.parameter);
    return [
      name,
      { ...values, ...steps, ...(holds ? { when: { [when.parameter]: when.is } } : {}) },
    ];
  });
  const constraints = bounds.flatMap((name) =>
    limits[name] === '' ? [] : [`${name} <= ${limits[name]}`],
  );
  return JSON.stringify({ parameters: Object.fromEntries(entries), constraints });
}
