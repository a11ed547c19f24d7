import type { ParameterValues } from '../space/parameter.ts';
import type { EarlierStudy, Objective } from '../trial.ts';
import { lossesOf } from '../trial.ts';
import { rankedVectors } from './ranking.ts';
import type { Proposal, SamplerContext } from './sampler.ts';

/** A point of an earlier study, with what it counts for beside a trial of this one. */
export interface WeightedPoint {
  readonly values: ParameterValues;
  readonly weight: number;
}

/** So many own trials halve the say of earlier studies. */
const halfLife = 20;

/** The best and the others of each earlier study that are listened to at most. */
const most = { good: 10, bad: 50 };

type EarlierContext = Pick<SamplerContext, 'earlier' | 'space' | 'objectives' | 'trials'>;

/**
 * Good and bad points of earlier studies. Each study is ranked by itself, since losses on other data
 * mean other things; a point weighs its study's similarity, and less as own trials gather.
 */
export function earlierPoints(context: EarlierContext): {
  readonly good: readonly WeightedPoint[];
  readonly bad: readonly WeightedPoint[];
  /** What all of them count for, in trials. */
  readonly weight: number;
} {
  const ended = context.trials.filter(({ state }) => state !== 'running').length;
  const good: WeightedPoint[] = [];
  const bad: WeightedPoint[] = [];
  for (const study of context.earlier) {
    const weight = (study.similarity * halfLife) / (halfLife + ended);
    if (!(weight > 0)) continue;
    const order = rankedValues(study, context);
    const count = Math.min(Math.ceil(0.1 * order.length), most.good);
    const step = Math.max(1, (order.length - count) / most.bad);
    good.push(...order.slice(0, count).map((values) => ({ values, weight })));
    for (let i = count; i < order.length; i += step) {
      bad.push({ values: order[Math.floor(i)]!, weight });
    }
  }
  const total = [...good, ...bad].reduce((sum, { weight }) => sum + weight, 0);
  return { good, bad, weight: total };
}

/** The first trials of a study are the best of earlier ones, the most similar first, three at most. */
export function inherited(context: SamplerContext): Proposal | null {
  if (context.number >= Math.min(3, context.earlier.length)) return null;
  const studies = context.earlier
    .filter(({ similarity }) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity);
  for (const study of studies) {
    const [values] = rankedValues(study, context);
    if (values === undefined || !context.allowed(values)) continue;
    return { values, why: `The best of ${study.name}.`.replace(/\.\.$/, '.') };
  }
  return null;
}

/** What a proposal's reason says of what was learned from earlier studies. */
export function ofEarlier(points: number): string {
  return points === 0 ? '' : `, ${points} of them from earlier studies`;
}

/** Values that fit the space, from best to worst; what is inactive here is left out. */
export function rankedValues(
  { trials }: EarlierStudy,
  { space, objectives }: Pick<EarlierContext, 'space' | 'objectives'>,
): readonly ParameterValues[] {
  const fitting = trials.filter(
    ({ values, results }) => isComplete(results, objectives) && space.fits(values),
  );
  const losses = fitting.map(({ results }) => lossesOf(objectives, results!));
  return rankedVectors(losses).map((index) => space.parse(known(fitting[index]!.values, space)));
}

function isComplete(
  results: readonly number[] | null,
  objectives: readonly Objective[],
): results is readonly number[] {
  return results !== null && results.length === objectives.length && results.every(Number.isFinite);
}

function known(values: ParameterValues, space: EarlierContext['space']): ParameterValues {
  const entries = Object.entries(values).filter(([name]) => space.get(name) !== undefined);
  return Object.fromEntries(entries);
}
