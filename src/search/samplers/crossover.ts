import type { Random } from '../numerics/random.ts';
import {
  cardinality,
  fromUnit,
  type Parameter,
  type ParameterValue,
  type ParameterValues,
  toUnit,
} from '../space/parameter.ts';
import type { SearchSpace } from '../space/search-space.ts';

/** Distribution indices of Deb's operators: higher keeps children nearer to their parents. */
const crossoverIndex = 5;
const mutationIndex = 20;
const crossoverShare = 0.9;

/**
 * A new set of values made of two: numbers by simulated binary crossover (Deb and Agrawal 1995),
 * choices from either parent, then each parameter mutated with the chance of one in all. What no
 * parent has is drawn anew.
 */
export function child(
  space: SearchSpace,
  one: ParameterValues,
  other: ParameterValues,
  random: Random,
): ParameterValues {
  const crosses = random.uniform() < crossoverShare;
  const [first, second] = random.uniform() < 0.5 ? [one, other] : [other, one];
  const active = space.parameters.filter((parameter) => first[parameter.name] !== undefined).length;
  const values: Record<string, ParameterValue> = {};
  for (const parameter of space.parameters) {
    if (!space.isActive(parameter, values)) continue;
    const a = first[parameter.name];
    const b = second[parameter.name];
    const kept = a ?? b;
    let value: ParameterValue;
    if (kept === undefined) value = fromUnit(parameter, random.uniform());
    else if (!crosses || a === undefined || b === undefined || a === b) value = kept;
    else value = crossed(parameter, a, b, random);
    const mutates = random.uniform() < 1 / Math.max(1, active);
    values[parameter.name] = mutates ? mutated(parameter, value, random) : value;
  }
  return values;
}

function crossed(
  parameter: Parameter,
  a: ParameterValue,
  b: ParameterValue,
  random: Random,
): ParameterValue {
  // Each parameter follows either parent, so that what one has found meets what the other has.
  const [near, far] = random.uniform() < 0.5 ? [a, b] : [b, a];
  if (parameter.type === 'categorical' || random.uniform() < 0.5) return near;
  const [x, y] = [toUnit(parameter, near), toUnit(parameter, far)];
  const u = random.uniform();
  const power = 1 / (crossoverIndex + 1);
  const spread = u < 0.5 ? (2 * u) ** power : (1 / (2 * (1 - u))) ** power;
  return fromUnit(parameter, 0.5 * ((1 + spread) * x + (1 - spread) * y));
}

/** Polynomial mutation (Deb and Goyal 1996) within the bounds; a choice changes to any other. */
function mutated(parameter: Parameter, value: ParameterValue, random: Random): ParameterValue {
  const count = cardinality(parameter);
  const unit = toUnit(parameter, value);
  if (parameter.type === 'categorical') {
    if (count < 2) return value;
    return fromUnit(parameter, (unit + (1 + random.integer(count - 1)) / count) % 1);
  }
  const u = random.uniform();
  const power = 1 / (mutationIndex + 1);
  const shift =
    u < 0.5
      ? (2 * u + (1 - 2 * u) * (1 - unit) ** (mutationIndex + 1)) ** power - 1
      : 1 - (2 * (1 - u) + (2 * u - 1) * unit ** (mutationIndex + 1)) ** power;
  // A whole number moves by one at least, else small ranges would hardly mutate.
  const least = Number.isFinite(count) ? 1 / count : 0;
  return fromUnit(parameter, unit + Math.sign(shift) * Math.max(Math.abs(shift), least));
}
