import { nearestName, UnrollError } from '../../contract/index.ts';
import {
  cardinality,
  checkParameter,
  fromUnit,
  type Parameter,
  type ParameterValue,
  type ParameterValues,
  spaceError,
  toUnit,
  valueProblem,
} from './parameter.ts';

/** The largest finite space whose every point may be listed. */
export const listablePoints = 100_000;

/**
 * The hyperparameters that a study varies. Immutable.
 *
 * `parameters` are ordered so that a parameter comes after the one on which its `when` depends; all
 * vectors of units have this order, one place per parameter.
 */
export class SearchSpace {
  readonly parameters: readonly Parameter[];
  readonly #byName: ReadonlyMap<string, Parameter>;
  #size: number | undefined;

  /** @throws UnrollError on an empty space, a name used twice, a range or a condition without sense. */
  constructor(parameters: readonly Parameter[]) {
    if (parameters.length === 0) {
      throw spaceError('list', 'is empty', 'Name at least one setting to search.');
    }
    for (const parameter of parameters) checkParameter(parameter);
    this.#byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
    const twice = parameters.find((parameter) => this.#byName.get(parameter.name) !== parameter);
    if (twice !== undefined) throw spaceError(twice.name, 'is named twice', 'Keep one of the two.');
    for (const parameter of parameters) this.#checkCondition(parameter);
    this.parameters = this.#parentsFirst(parameters);
  }

  get(name: string): Parameter | undefined {
    return this.#byName.get(name);
  }

  /** Whether any parameter depends on another. */
  get conditional(): boolean {
    return this.parameters.some((parameter) => parameter.when !== undefined);
  }

  /** Whether the parameter means anything beside these values. */
  isActive(parameter: Parameter, values: ParameterValues): boolean {
    const { when } = parameter;
    if (when === undefined) return true;
    const value = values[when.parameter];
    if (value === undefined || !when.is.includes(value)) return false;
    return this.isActive(this.#byName.get(when.parameter)!, values);
  }

  /** Values from places of the unit interval, one for each parameter; inactive ones are left out. */
  fromUnits(units: ArrayLike<number>): ParameterValues {
    const values: Record<string, ParameterValue> = {};
    for (const [index, parameter] of this.parameters.entries()) {
      if (this.isActive(parameter, values)) {
        values[parameter.name] = fromUnit(parameter, units[index]!);
      }
    }
    return values;
  }

  /** Places of the unit interval, one for each parameter; NaN for inactive ones. */
  toUnits(values: ParameterValues): Float64Array {
    return Float64Array.from(this.parameters, (parameter) => {
      const value = values[parameter.name];
      return value === undefined ? Number.NaN : toUnit(parameter, value);
    });
  }

  /** What makes two sets of values the same trial. */
  key(values: ParameterValues): string {
    return JSON.stringify(this.parameters.map(({ name }) => values[name] ?? null));
  }

  /**
   * Checks hand-made values and leaves out those of inactive parameters.
   * @throws UnrollError naming each value that is missing, unknown or out of range
   */
  parse(given: Readonly<Record<string, unknown>>): ParameterValues {
    const complaints: string[] = [];
    for (const name of Object.keys(given)) {
      if (this.#byName.has(name)) continue;
      const nearest = nearestName(name, [...this.#byName.keys()]);
      const suggestion = nearest === undefined ? '' : `; did you mean ${nearest}?`;
      complaints.push(`${name} is not part of the search space${suggestion}`);
    }
    const values: Record<string, ParameterValue> = {};
    for (const parameter of this.parameters) {
      if (!this.isActive(parameter, values)) continue;
      const value = given[parameter.name];
      const problem = valueProblem(parameter, value);
      if (problem === undefined) values[parameter.name] = value as ParameterValue;
      else complaints.push(`${parameter.name} = ${JSON.stringify(value) ?? 'nothing'}: ${problem}`);
    }
    if (complaints.length === 0) return values;
    throw new UnrollError({
      code: 'invalid-parameters',
      message: complaints.join('; '),
      hint: 'Give each searched setting a value within its range.',
    });
  }

  /** Whether values of some other study fit this space: every active parameter, in range. */
  fits(values: ParameterValues): boolean {
    return this.parameters.every((parameter) => {
      if (!this.isActive(parameter, values)) return true;
      return valueProblem(parameter, values[parameter.name]) === undefined;
    });
  }

  /** How many different trials there can be: `Infinity` with a continuous parameter, and above a billion. */
  get size(): number {
    this.#size ??= this.#count(0, {});
    return this.#size;
  }

  #count(index: number, values: ParameterValues): number {
    const parameter = this.parameters[index];
    if (parameter === undefined) return 1;
    if (!this.isActive(parameter, values)) return this.#count(index + 1, values);
    const own = cardinality(parameter);
    if (own > 1e9) return Infinity;
    if (!this.parameters.some(({ when }) => when?.parameter === parameter.name)) {
      const total = own * this.#count(index + 1, values);
      return total > 1e9 ? Infinity : total;
    }
    let total = 0;
    for (let i = 0; i < own && total <= 1e9; i++) {
      const value = fromUnit(parameter, (i + 0.5) / own);
      total += this.#count(index + 1, { ...values, [parameter.name]: value });
    }
    return total > 1e9 ? Infinity : total;
  }

  /** A parameter is its parent's child: the parent must exist and be able to take one of the values. */
  #checkCondition(parameter: Parameter): void {
    const { when, name } = parameter;
    if (when === undefined) return;
    const parent = this.#byName.get(when.parameter);
    if (parent === undefined) {
      throw spaceError(
        name,
        `depends on ${when.parameter}, which is not searched`,
        `Search ${when.parameter} too, or leave out the condition.`,
      );
    }
    const wrong = when.is.find((value) => valueProblem(parent, value) !== undefined);
    if (wrong === undefined && when.is.length > 0) return;
    throw spaceError(
      name,
      `depends on ${when.parameter} being ${wrong === undefined ? 'none of its values' : String(wrong)}`,
      `Name values that ${when.parameter} can take.`,
    );
  }

  #parentsFirst(parameters: readonly Parameter[]): readonly Parameter[] {
    const ordered: Parameter[] = [];
    const visit = (parameter: Parameter, trail: readonly Parameter[]): void => {
      if (ordered.includes(parameter)) return;
      if (trail.includes(parameter)) {
        throw spaceError(parameter.name, 'depends on itself', 'Leave out one of the conditions.');
      }
      const { when } = parameter;
      if (when !== undefined) visit(this.#byName.get(when.parameter)!, [...trail, parameter]);
      ordered.push(parameter);
    };
    for (const parameter of parameters) visit(parameter, []);
    return ordered;
  }
}
