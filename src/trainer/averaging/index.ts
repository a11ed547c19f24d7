import { type Direction, type Settings, textOf } from '../../contract/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import type { AveragingDefinition } from './averaging.ts';
import { exponential } from './exponential.ts';
import { nonMonotonic } from './non-monotonic.ts';
import { stochastic } from './stochastic.ts';
import { WeightAverage } from './weight-average.ts';

/** Every way of averaging weights over a run. */
export const averagings: readonly AveragingDefinition[] = [exponential, stochastic, nonMonotonic];

/** The average that the settings name, or null where it is off. */
export function createAverage(
  parameters: ParameterSet,
  settings: Settings,
  direction: Exclude<Direction, 'none'>,
): WeightAverage | null {
  const id = textOf(settings, 'averaging');
  if (id === 'off') return null;
  const definition = averagings.find((candidate) => candidate.id === id);
  if (definition === undefined) throw new Error(`no averaging ${id}`);
  return new WeightAverage(parameters, definition.rule(settings, direction));
}
