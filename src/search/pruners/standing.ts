import { frontsOf, type Losses } from '../objectives/dominance.ts';
import { hypervolumeContributions, referencePoint } from '../objectives/hypervolume.ts';
import { lossesOf, type Objective, type Trial } from '../trial.ts';

/** How a trial stands among others at a step. */
export interface Standing {
  /** How many of the others are better. */
  readonly ahead: number;
  /** How many others there are. */
  readonly others: number;
}

/**
 * Places a trial among those that also reached its step.
 *
 * With one objective, each counts with the best it had up to the step. With several, vectors of the
 * last report up to the step are ordered by front, within a front by what each adds to the
 * hypervolume; a vector that none dominates has nobody ahead.
 */
export function standingAt(
  own: Trial,
  trials: readonly Trial[],
  step: number,
  objectives: readonly Objective[],
): Standing {
  const mine = lossesAt(own, step, objectives);
  const theirs = trials
    .filter((other) => other.number !== own.number)
    .map((other) => lossesAt(other, step, objectives))
    .filter((losses) => losses !== null);
  if (mine === null) return { ahead: 0, others: theirs.length };
  if (objectives.length === 1) {
    const ahead = theirs.filter((losses) => losses[0]! < mine[0]!).length;
    return { ahead, others: theirs.length };
  }
  return { ahead: aheadByDominance(mine, theirs), others: theirs.length };
}

function aheadByDominance(mine: Losses, theirs: readonly Losses[]): number {
  const all = [mine, ...theirs];
  const fronts = frontsOf(all);
  const front = fronts[0]!;
  if (front === 0) return 0;
  const before = fronts.filter((other) => other < front).length;
  const level = all.filter((_, index) => fronts[index] === front);
  const contributions = hypervolumeContributions(level, referencePoint(level));
  return before + contributions.filter((contribution) => contribution > contributions[0]!).length;
}

/**
 * Losses of a trial at a step, or null when it has not come so far. One that completed earlier
 * counts with its last. Not a number counts as infinitely bad.
 */
export function lossesAt(
  trial: Trial,
  step: number,
  objectives: readonly Objective[],
): Losses | null {
  const { reports, state } = trial;
  const last = reports.at(-1);
  if (last === undefined || (last.step < step && state !== 'completed')) return null;
  const until = reports.filter((report) => report.step <= step);
  if (until.length === 0) return null;
  const losses = until.map((report) => finiteLosses(objectives, report.values));
  if (objectives.length > 1) return losses.at(-1)!;
  return [Math.min(...losses.map(([loss]) => loss!))];
}

function finiteLosses(objectives: readonly Objective[], values: readonly number[]): Losses {
  return lossesOf(objectives, values).map((loss) => (Number.isNaN(loss) ? Infinity : loss));
}

export function lastStep(trial: Trial): number {
  return trial.reports.at(-1)?.step ?? 0;
}
