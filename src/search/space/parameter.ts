import { UnrollError } from '../../contract/index.ts';

/** What a searched setting may be set to. */
export type ParameterValue = number | string | boolean;

/** The values of one trial; parameters that mean nothing beside the others are left out. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** A hyperparameter with the values it may take: plain data, as stored and sent between processes. */
export type Parameter = FloatParameter | IntegerParameter | CategoricalParameter;

interface ParameterBase {
  readonly name: string;
  /** Active only while another parameter is active and has one of these values. */
  readonly when?: { readonly parameter: string; readonly is: readonly ParameterValue[] };
  /** Shapes the network or its data: cannot change where a trial goes on from a checkpoint. */
  readonly structural?: boolean;
}

export interface FloatParameter extends ParameterBase {
  readonly type: 'float';
  /** Inclusive, as is `high`. */
  readonly low: number;
  readonly high: number;
  /** Uniform in the logarithm; `low` is then above 0. */
  readonly log?: boolean;
  /** Only `low`, `low + step`, `low + 2 step`…; not together with `log`. */
  readonly step?: number;
}

export interface IntegerParameter extends ParameterBase {
  readonly type: 'integer';
  readonly low: number;
  readonly high: number;
  readonly log?: boolean;
  readonly step?: number;
}

export interface CategoricalParameter extends ParameterBase {
  readonly type: 'categorical';
  readonly choices: readonly ParameterValue[];
}

/** Distance between neighbouring values; 0 where there is none (a continuous parameter). */
export function stepOf(parameter: FloatParameter | IntegerParameter): number {
  return parameter.step ?? (parameter.type === 'integer' ? 1 : 0);
}

/** How many different values there are: `Infinity` for a continuous one. */
export function cardinality(parameter: Parameter): number {
  if (parameter.type === 'categorical') return parameter.choices.length;
  if (parameter.low === parameter.high) return 1;
  const step = stepOf(parameter);
  return step === 0 ? Infinity : stepsBetween(parameter, step) + 1;
}

function stepsBetween({ low, high }: { low: number; high: number }, step: number): number {
  return Math.floor((high - low) / step + 1e-9);
}

/**
 * The value at a place of the unit interval. Uniform places give uniform values (uniform in the
 * logarithm with `log`): each of a finite number of values owns its share of the interval, on a
 * logarithmic scale from half a step below it to half a step above.
 * @param unit from 0 to 1; what lies outside is moved to the nearer end
 */
export function fromUnit(parameter: Parameter, unit: number): ParameterValue {
  const place = Math.min(Math.max(unit, 0), 1);
  const count = cardinality(parameter);
  if (parameter.type === 'categorical') {
    return parameter.choices[Math.min(Math.floor(place * count), count - 1)]!;
  }
  const { low, high } = parameter;
  if (count === 1) return low;
  const step = stepOf(parameter);
  if (step === 0) {
    const value = parameter.log
      ? Math.exp(Math.log(low) + place * (Math.log(high) - Math.log(low)))
      : low + place * (high - low);
    return Math.min(Math.max(value, low), high);
  }
  const index = parameter.log
    ? Math.round((logarithmicPlace(parameter, step, count, place) - low) / step)
    : Math.floor(place * count);
  return gridValue(low, step, Math.min(Math.max(index, 0), count - 1));
}

/** Free of the rounding that sums of decimal steps gather: 0.1 + 2 x 0.1 is 0.3. */
function gridValue(low: number, step: number, index: number): number {
  return Number((low + index * step).toPrecision(14));
}

function logarithmicPlace(
  { low }: { low: number },
  step: number,
  count: number,
  place: number,
): number {
  const [bottom, top] = logarithmicEnds(low, step, count);
  return Math.exp(bottom + place * (top - bottom));
}

function logarithmicEnds(low: number, step: number, count: number): readonly [number, number] {
  return [Math.log(low - step / 2), Math.log(low + (count - 0.5) * step)];
}

/** The part of the unit interval that `fromUnit` maps to the same one of finitely many values. */
export function cellOf(parameter: Parameter, unit: number): readonly [number, number] {
  const count = cardinality(parameter);
  if (parameter.type === 'categorical' || !parameter.log || count === 1) {
    const index = Math.min(Math.floor(unit * count), count - 1);
    return [index / count, (index + 1) / count];
  }
  const step = stepOf(parameter);
  const value = Number(fromUnit(parameter, unit));
  const [bottom, top] = logarithmicEnds(parameter.low, step, count);
  const place = (edge: number): number => (Math.log(edge) - bottom) / (top - bottom);
  return [place(value - step / 2), place(value + step / 2)];
}

/** The middle of what `fromUnit` maps to this value. @throws on a value that is not the parameter's: a defect */
export function toUnit(parameter: Parameter, value: ParameterValue): number {
  const count = cardinality(parameter);
  if (parameter.type === 'categorical') {
    const index = parameter.choices.indexOf(value);
    if (index === -1) throw new RangeError(`${parameter.name} has no choice ${String(value)}`);
    return (index + 0.5) / count;
  }
  if (typeof value !== 'number') throw new TypeError(`${parameter.name} is a number`);
  const { low, high } = parameter;
  if (count === 1) return 0.5;
  const step = stepOf(parameter);
  if (step === 0) {
    return parameter.log
      ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
      : (value - low) / (high - low);
  }
  if (!parameter.log) return (Math.round((value - low) / step) + 0.5) / count;
  const [bottom, top] = logarithmicEnds(low, step, count);
  return (Math.log(value) - bottom) / (top - bottom);
}

/** Why a value cannot be this parameter's, or undefined when it can. */
export function valueProblem(parameter: Parameter, value: unknown): string | undefined {
  if (parameter.type === 'categorical') {
    if (parameter.choices.some((choice) => choice === value)) return undefined;
    return `expected one of ${parameter.choices.join(', ')}`;
  }
  const { low, high, type } = parameter;
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const range = `expected ${kind} from ${low} to ${high}`;
  if (typeof value !== 'number' || !Number.isFinite(value)) return range;
  if (value < low || value > high) return range;
  if (type === 'integer' && !Number.isInteger(value)) return range;
  const step = stepOf(parameter);
  if (step === 0) return undefined;
  const index = (value - low) / step;
  if (Math.abs(index - Math.round(index)) < 1e-6) return undefined;
  return `${range} in steps of ${step}`;
}

/** @throws UnrollError when the description of a parameter makes no sense. */
export function checkParameter(parameter: Parameter): void {
  const complaint =
    parameter.type === 'categorical' ? choicesProblem(parameter) : rangeProblem(parameter);
  if (complaint !== undefined) throw spaceError(parameter.name, ...complaint);
}

type Complaint = readonly [message: string, hint: string];

function choicesProblem({ choices }: CategoricalParameter): Complaint | undefined {
  if (choices.length === 0) return ['has no choices', 'List at least two values.'];
  if (new Set(choices).size < choices.length) {
    return ['lists a choice twice', 'Remove the second one.'];
  }
  return undefined;
}

function rangeProblem(parameter: FloatParameter | IntegerParameter): Complaint | undefined {
  const { low, high, log, step, type } = parameter;
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    return ['needs a low and a high end', 'Give two numbers, for instance low: 1, high: 10.'];
  }
  if (low > high) return [`has its low end ${low} above its high end ${high}`, 'Swap them.'];
  if (type === 'integer' && !(Number.isInteger(low) && Number.isInteger(high))) {
    return ['is a whole number but its ends are not', 'Round the ends.'];
  }
  if (log && low <= 0) {
    return [`is logarithmic but starts at ${low}`, 'Let it start above 0, or leave out log.'];
  }
  if (step === undefined) return undefined;
  if (!(step > 0) || (type === 'integer' && !Number.isInteger(step))) {
    const kind = type === 'integer' ? 'whole number' : 'number';
    return [`has the step ${step}`, `Give a ${kind} above 0.`];
  }
  if (log && type === 'float') {
    return ['has both log and a step', 'Leave out one of them.'];
  }
  if (log && step / 2 >= low) {
    return [
      `is logarithmic with a step of ${step} from ${low}`,
      `Let it start at ${step} or more.`,
    ];
  }
  return undefined;
}

/** An error about the description of a search space. */
export function spaceError(name: string, message: string, hint: string): UnrollError {
  return new UnrollError({
    code: 'invalid-space',
    message: `The search space's ${name} ${message}.`,
    where: name,
    hint,
  });
}
