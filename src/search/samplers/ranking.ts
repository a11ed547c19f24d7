import { frontsOf, type Losses } from '../objectives/dominance.ts';
import { hypervolume, referencePoint } from '../objectives/hypervolume.ts';
import { lossesOf, type Objective, type Trial, violationOf } from '../trial.ts';

/**
 * Ended trials from best to worst: those that completed within all bounds; then the pruned, the
 * longest first, of equal length by their last value; then those that broke bounds, the least first;
 * then the failed. Several objectives are ordered by front, within a front by the hypervolume that
 * each adds to those before it.
 */
export function ranked(trials: readonly Trial[], objectives: readonly Objective[]): Trial[] {
  const pruned = trials.filter((trial) => trial.state === 'pruned' && trial.reports.length > 0);
  const silent = trials.filter((trial) => trial.state === 'pruned' && trial.reports.length === 0);
  const broken = trials.filter((trial) => trial.results !== null && violationOf(trial) > 0);
  return [
    ...rankedCompleted(trials, objectives),
    ...byKeys(pruned, (trial) => [-trial.reports.at(-1)!.step, lastLoss(trial, objectives)]),
    ...silent,
    ...byKeys(broken, (trial) => [violationOf(trial), trial.number]),
    ...trials.filter((trial) => trial.state === 'failed'),
  ];
}

/** The completed trials that keep all bounds, from best to worst. */
export function rankedCompleted(
  trials: readonly Trial[],
  objectives: readonly Objective[],
): Trial[] {
  const completed = trials.filter((trial) => trial.results !== null && violationOf(trial) === 0);
  const losses = completed.map((trial) => lossesOf(objectives, trial.results!));
  return rankedVectors(losses).map((index) => completed[index]!);
}

/** How many of the best of a front are told apart; the rest keep the order of their trials. */
const toldApart = 32;

/** Indices of the vectors from best to worst. */
export function rankedVectors(vectors: readonly Losses[]): number[] {
  const indices = [...vectors.keys()];
  if (vectors[0]?.length === 1) {
    return indices.sort((a, b) => vectors[a]![0]! - vectors[b]![0]! || a - b);
  }
  const fronts = frontsOf(vectors);
  const order: number[] = [];
  for (let front = 0; order.length < vectors.length; front++) {
    const level = indices.filter((index) => fronts[index] === front);
    const budget = Math.max(0, toldApart - order.length);
    order.push(...byGainedVolume(level, vectors, budget));
  }
  return order;
}

/** Greedy choice of what adds most volume (Guerreiro et al. 2016); within 1 - 1/e of the best subset. */
function byGainedVolume(
  level: readonly number[],
  vectors: readonly Losses[],
  budget: number,
): number[] {
  const reference = referencePoint(level.map((index) => vectors[index]!));
  const rest = new Set(level);
  const chosen: number[] = [];
  while (rest.size > 1 && chosen.length < budget) {
    const before = chosen.map((index) => vectors[index]!);
    let best = -1;
    let most = -1;
    for (const index of rest) {
      const volume = hypervolume([...before, vectors[index]!], reference);
      if (volume > most) [best, most] = [index, volume];
    }
    chosen.push(best);
    rest.delete(best);
  }
  return [...chosen, ...rest];
}

function lastLoss(trial: Trial, objectives: readonly Objective[]): number {
  const losses = lossesOf(objectives, trial.reports.at(-1)!.values);
  const worst = Math.max(...losses);
  return Number.isNaN(worst) ? Infinity : losses.reduce((sum, loss) => sum + loss, 0);
}

function byKeys(
  trials: readonly Trial[],
  keys: (trial: Trial) => readonly [number, number],
): Trial[] {
  return trials.toSorted((a, b) => {
    const [first, second] = keys(a);
    const [otherFirst, otherSecond] = keys(b);
    return first - otherFirst || second - otherSecond || a.number - b.number;
  });
}
