import { type RequestInput, type StudyLandscape, UnrollError } from '../../contract/index.ts';
import { forestOf, type GrownForest, importances } from '../../search/importance/fanova.ts';
import { contourOf, sliceOf } from '../../search/importance/landscape.ts';
import { SearchSpace } from '../../search/space/search-space.ts';
import type { Objective, Trial } from '../../search/trial.ts';
import type { Store } from '../../store/store.ts';

/**
 * What a study's completed trials say of its settings. Read from the store alone, so that looking
 * wakes no study.
 * @throws UnrollError `no-such-study`; `unknown-value` for an objective or setting it does not have
 */
export function studyLandscape(
  store: Store,
  { id, objective = 0, contour }: RequestInput<'studies.landscape'>,
): StudyLandscape {
  const { definition, entry, trials: stored } = store.studies.stored(id);
  const { objectives } = definition;
  if (objective >= objectives.length) {
    throw notThere(`objective ${objective}`, entry.name, `0 to ${objectives.length - 1}`);
  }
  const space = new SearchSpace(definition.parameters);
  const trials = stored.map(({ trial }) => trial);
  const grown = grownForest(store, id, space, trials, objectives, objective);
  const options = { objective, grown };
  const importance = [...importances(space, trials, objectives, options)];
  const names = space.parameters.map(({ name }) => name);
  const missing = contour?.find((name) => !names.includes(name));
  if (missing !== undefined) throw notThere(missing, entry.name, names.join(', '));
  const slices = names.map((name) => {
    const { parameter, curve } = sliceOf(space, trials, objectives, name, options);
    return { parameter, curve: [...curve] };
  });
  const [x, y] = contour ?? importance.map(({ name }) => name);
  if (x === undefined || y === undefined || importance.length === 0) {
    return { importance, slices, contour: null };
  }
  const plane = contourOf(space, trials, objectives, [x, y], options);
  return {
    importance,
    slices,
    contour: {
      x: { parameter: x, values: [...plane.x] },
      y: { parameter: y, values: [...plane.y] },
      results: plane.results.map((row) => [...row]),
    },
  };
}

/** The last forest of each store: whoever turns the contour round asks for the same one again. */
const lastGrown = new WeakMap<Store, { readonly key: string; readonly grown: GrownForest }>();

function grownForest(
  store: Store,
  id: number,
  space: SearchSpace,
  trials: readonly Trial[],
  objectives: readonly Objective[],
  objective: number,
): GrownForest {
  const ended = trials.filter(({ results }) => results !== null).map(({ ended }) => ended);
  const key = `${id} ${objective} ${ended.join()}`;
  const last = lastGrown.get(store);
  if (last?.key === key) return last.grown;
  const grown = forestOf(space, trials, objectives, { objective, seed: 1 });
  lastGrown.set(store, { key, grown });
  return grown;
}

function notThere(what: string, study: string, choices: string): UnrollError {
  return new UnrollError({
    code: 'unknown-value',
    message: `${study} does not search ${what}.`,
    where: what,
    hint: `Choose one of ${choices}.`,
  });
}
