import type { Random } from '../numerics/random.ts';
import type { ParameterValues } from '../space/parameter.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { type EarlierStudy, lossesOf, type Objective, type Trial, violationOf } from '../trial.ts';
import type { GaussianProcessData } from './gaussian-process.ts';
import type { SamplerContext } from './sampler.ts';
import { type Warp, warpedLosses } from './warping.ts';

/** Values as a place of the unit cube; parameters that are inactive stand in the middle. */
export function placeOf(space: SearchSpace, values: ParameterValues): Float64Array {
  return space.toUnits(values).map((unit) => (Number.isNaN(unit) ? 0.5 : unit));
}

/** What a process is fitted to. */
export interface Observations extends GaussianProcessData {
  /** How many of the points are of earlier studies. */
  readonly earlier: number;
  /** Of the warp, over the points that were chosen. */
  readonly jacobian: number;
}

interface Observed {
  readonly place: Float64Array;
  readonly losses: readonly number[];
  /** Variance beyond the common noise. */
  readonly extra: number;
  /** Of another study. */
  readonly earlier: boolean;
}

/**
 * What the process learns from: ended trials of this study, then points of earlier ones with noise
 * of their own. Pruned trials count with their last report, failed ones with the worst loss seen.
 * @param weigh one number for several losses
 * @param warp how losses are stretched before
 */
export function observations(
  context: Pick<SamplerContext, 'space' | 'objectives' | 'earlier'>,
  trials: readonly Trial[],
  weigh: (vectors: readonly (readonly number[])[]) => readonly number[],
  most: number,
  warp: Warp,
): Observations | undefined {
  const { space, objectives } = context;
  const own = ownObservations(space, objectives, trials);
  const foreign = context.earlier
    .filter(({ similarity }) => similarity > 0)
    .map((study) => earlierObservations(study, context, own.length));
  // Losses on the same data can be compared as they are; others only within their own study.
  const comparable = [...own, ...foreign.filter((set) => set.same).flatMap((set) => set.observed)];
  if (comparable.length === 0) return undefined;
  const sets = [comparable, ...foreign.filter((set) => !set.same).map((set) => set.observed)];
  let jacobian = 0;
  const chosen = sets
    .filter((set, index) => set.length > (index === 0 ? 0 : 1))
    .flatMap((set, index) => {
      const warped = warpedLosses(weigh(set.map((observed) => observed.losses)), warp);
      const share = index === 0 ? most : Math.floor(most / 2 / (sets.length - 1));
      const taken = selected(warped.losses, share);
      jacobian += (warped.jacobian * taken.length) / set.length;
      return taken.map((i) => ({ ...set[i]!, loss: warped.losses[i]! }));
    });
  return {
    points: chosen.map(({ place }) => place),
    losses: Float64Array.from(chosen, ({ loss }) => loss),
    extraNoise: Float64Array.from(chosen, ({ extra }) => extra),
    categorical: space.parameters.map(({ type }) => type === 'categorical'),
    earlier: chosen.filter(({ earlier }) => earlier).length,
    jacobian,
  };
}

function ownObservations(
  space: SearchSpace,
  objectives: readonly Objective[],
  trials: readonly Trial[],
): Observed[] {
  const measured = new Map<Trial, readonly number[]>();
  for (const trial of trials) {
    const values =
      trial.results ?? (trial.state === 'pruned' ? trial.reports.at(-1)?.values : null);
    if (values?.every(Number.isFinite)) measured.set(trial, lossesOf(objectives, values));
  }
  const worst = objectives.map((_, i) =>
    [...measured.values()].reduce((most, losses) => Math.max(most, losses[i]!), -Infinity),
  );
  if (measured.size === 0) return [];
  return trials
    .filter(({ state }) => state !== 'running')
    .map((trial) => {
      const kept = violationOf(trial) === 0 ? measured.get(trial) : undefined;
      return {
        place: placeOf(space, trial.values),
        losses: kept ?? worst,
        extra: 0,
        earlier: false,
      };
    });
}

/** The best two fifths, and of the others as many as fit, evenly over time. */
function selected(losses: Float64Array, most: number): number[] {
  const order = [...losses.keys()].sort((a, b) => losses[a]! - losses[b]! || a - b);
  if (order.length <= most) return order.sort((a, b) => a - b);
  const best = order.slice(0, Math.floor(0.4 * most));
  const rest = order.slice(best.length).sort((a, b) => a - b);
  const step = rest.length / (most - best.length);
  const spread = Array.from({ length: most - best.length }, (_, i) => rest[Math.floor(i * step)]!);
  return [...best, ...spread].sort((a, b) => a - b);
}

/** Completed trials of an earlier study; their noise grows as the study gathers trials of its own. */
function earlierObservations(
  { trials, similarity }: EarlierStudy,
  { space, objectives }: Pick<SamplerContext, 'space' | 'objectives'>,
  own: number,
): { readonly same: boolean; readonly observed: readonly Observed[] } {
  const same = similarity > 0.95;
  const extra = (1 - similarity + (same ? 0 : 0.05 + 0.02 * own)) ** 2;
  const fitting = trials.filter(
    ({ values, results }) =>
      results?.length === objectives.length && results.every(Number.isFinite) && space.fits(values),
  );
  const observed = fitting.map(({ values, results }) => ({
    place: placeOf(space, activeOf(space, values)),
    losses: lossesOf(objectives, results!),
    extra,
    earlier: true,
  }));
  return { same, observed };
}

function activeOf(space: SearchSpace, values: ParameterValues): ParameterValues {
  const known = Object.entries(values).filter(([name]) => space.get(name) !== undefined);
  return space.parse(Object.fromEntries(known));
}

/**
 * One loss made of several, by weights that change from trial to trial, so that in the end the whole
 * front is searched (Knowles 2006, "ParEGO", equation 2).
 */
export function scalarizer(
  count: number,
  random: Random,
): (vectors: readonly (readonly number[])[]) => readonly number[] {
  if (count === 1) return (vectors) => vectors.map(([loss]) => loss!);
  const draws = Array.from({ length: count }, () => -Math.log(1 - random.uniform()));
  const total = draws.reduce((sum, draw) => sum + draw, 0);
  const weights = draws.map((draw) => draw / total);
  return (vectors) => {
    const columns = weights.map((_, i) => vectors.map((vector) => vector[i]!));
    const lows = columns.map((column) => Math.min(...column));
    const spreads = columns.map((column, i) => Math.max(...column) - lows[i]! || 1);
    return vectors.map((vector) => {
      const parts = vector.map((loss, i) => (weights[i]! * (loss - lows[i]!)) / spreads[i]!);
      return Math.max(...parts) + 0.05 * parts.reduce((sum, part) => sum + part, 0);
    });
  };
}
