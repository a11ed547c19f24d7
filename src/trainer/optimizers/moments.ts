import { UnrollError } from '../../contract/index.ts';
import type { OptimizerState, StoredTensor } from './optimizer.ts';

/**
 * A stored state's moments by parameter, in the rule's order.
 * @param shapes of the parameters, by name
 * @throws UnrollError when names or shapes differ from what is expected
 */
export function expectMoments(
  state: OptimizerState,
  moments: readonly string[],
  shapes: ReadonlyMap<string, readonly number[]>,
): Map<string, StoredTensor[]> {
  const wanted = shapes.size * moments.length;
  if (state.tensors.size !== wanted) throw foreign(`${state.tensors.size} moments`, `${wanted}`);
  const found = new Map<string, StoredTensor[]>();
  for (const [name, shape] of shapes) {
    found.set(
      name,
      moments.map((moment) => expectMoment(state, `${moment}/${name}`, shape)),
    );
  }
  return found;
}

function expectMoment(state: OptimizerState, name: string, shape: readonly number[]): StoredTensor {
  const stored = state.tensors.get(name);
  if (stored === undefined) throw foreign('no value', name);
  if (stored.shape.join() !== shape.join()) {
    throw foreign(`${name} of shape (${stored.shape.join(', ')})`, `(${shape.join(', ')})`);
  }
  return stored;
}

function foreign(found: string, wanted: string): UnrollError {
  return new UnrollError({
    code: 'foreign-checkpoint',
    message: `The optimizer state belongs to another model: found ${found}, wanted ${wanted}.`,
    hint: 'Resume the run with the settings it was started with.',
  });
}
