import type { Random } from '../numerics/random.ts';
import {
  cardinality,
  fromUnit,
  type Parameter,
  type ParameterValue,
  type ParameterValues,
  stepOf,
  toUnit,
} from './parameter.ts';
import type { SearchSpace } from './search-space.ts';

/** Values drawn from the space: each active parameter uniform on its own scale. */
export function randomPoint(space: SearchSpace, random: Random): ParameterValues {
  return space.fromUnits(space.parameters.map(() => random.uniform()));
}

/**
 * Values that differ from the given ones in one active parameter: a number moves by a normal step of
 * `width` of its range (at least to the neighbouring value), a choice changes to another.
 * Parameters that become active are drawn anew.
 */
export function neighbour(
  space: SearchSpace,
  values: ParameterValues,
  random: Random,
  width = 0.1,
): ParameterValues {
  const movable = space.parameters.filter(
    (parameter) => values[parameter.name] !== undefined && cardinality(parameter) > 1,
  );
  if (movable.length === 0) return values;
  const moved = random.pick(movable);
  const changed: Record<string, ParameterValue> = {};
  for (const parameter of space.parameters) {
    if (!space.isActive(parameter, changed)) continue;
    const kept = values[parameter.name];
    if (parameter === moved) changed[parameter.name] = movedValue(parameter, kept!, random, width);
    else changed[parameter.name] = kept ?? fromUnit(parameter, random.uniform());
  }
  return changed;
}

/** Another value of the parameter; a step beyond an end is reflected. */
function movedValue(
  parameter: Parameter,
  value: ParameterValue,
  random: Random,
  width: number,
): ParameterValue {
  const unit = toUnit(parameter, value);
  const count = cardinality(parameter);
  if (parameter.type === 'categorical') {
    return fromUnit(parameter, (unit + (1 + random.integer(count - 1)) / count) % 1);
  }
  const target = unit + random.normal() * width;
  const reflected = target < 0 ? -target : target > 1 ? 2 - target : target;
  const found = fromUnit(parameter, reflected);
  if (found !== value || typeof value !== 'number') return found;
  const step = stepOf(parameter);
  const next = value + step > parameter.high + step / 2 ? value - step : value + step;
  return Number(next.toPrecision(14));
}

/**
 * Every point of the space, continuous parameters cut into `perParameter` values (ends included).
 * The first parameter changes slowest.
 */
export function* gridPoints(space: SearchSpace, perParameter: number): Generator<ParameterValues> {
  function* from(index: number, values: ParameterValues): Generator<ParameterValues> {
    const parameter = space.parameters[index];
    if (parameter === undefined) {
      yield values;
      return;
    }
    if (!space.isActive(parameter, values)) {
      yield* from(index + 1, values);
      return;
    }
    const count = cardinality(parameter);
    const cells = parameter.type === 'categorical' ? count : Math.min(count, perParameter);
    for (let i = 0; i < cells; i++) {
      const finite = cells === count;
      const unit = finite ? (i + 0.5) / cells : cells === 1 ? 0.5 : i / (cells - 1);
      yield* from(index + 1, { ...values, [parameter.name]: fromUnit(parameter, unit) });
    }
  }
  yield* from(0, {});
}
