import { numberOf } from '../../contract/index.ts';
import type { Objective, Trial } from '../trial.ts';
import { goOn, type PrunerKind, stop, type Verdict } from './pruner.ts';
import { firstRung, reductionFactor } from './settings.ts';
import { standingAt } from './standing.ts';

/** Asynchronous successive halving, its stopping form (Li et al. 2020, "A system for massively parallel hyperparameter tuning"). */
export const asha: PrunerKind = {
  id: 'asha',
  label: 'Successive halving (ASHA)',
  help: 'Compares at steps that grow by a factor and lets only the best share go on: the most savings for many trials.',
  options: [firstRung, reductionFactor],
  create: (options) => {
    const first = numberOf(options, 'min_steps');
    const factor = numberOf(options, 'reduction_factor');
    return { judge: (context) => judgeRungs(context, context.trials, first, factor) };
  },
};

/**
 * Judges a trial at each rung that its last report has reached.
 * @param rivals the trials that share the rungs
 * @param first step of the lowest rung
 * @param factor ratio of the rungs' steps; one in so many goes on
 */
export function judgeRungs(
  { trial, objectives }: { readonly trial: Trial; readonly objectives: readonly Objective[] },
  rivals: readonly Trial[],
  first: number,
  factor: number,
): Verdict {
  const step = trial.reports.at(-1)!.step;
  const before = trial.reports.at(-2)?.step ?? 0;
  let verdict = goOn(`Step ${step} is no rung.`);
  for (let rung = first; rung <= step; rung *= factor) {
    if (rung <= before) continue;
    const { ahead, others } = standingAt(trial, rivals, rung, objectives);
    const places = Math.max(1, Math.floor((others + 1) / factor));
    const why = `Place ${ahead + 1} of ${others + 1} at step ${rung}, of which ${places} go on.`;
    if (ahead >= places) return stop(why);
    verdict = goOn(why);
  }
  return verdict;
}
