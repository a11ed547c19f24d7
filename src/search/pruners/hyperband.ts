import { numberOf } from '../../contract/index.ts';
import { Random } from '../numerics/random.ts';
import type { Trial } from '../trial.ts';
import { judgeRungs } from './asha.ts';
import { fullLength } from './full-length.ts';
import { goOn, type PrunerContext, type PrunerKind, type Verdict } from './pruner.ts';
import { firstRung, reductionFactor } from './settings.ts';

/**
 * Hyperband (Li et al. 2018), asynchronous: trials are dealt into brackets of successive halving that
 * begin to prune at different steps, so that slow starters have their chance in one of them.
 */
export const hyperband: PrunerKind = {
  id: 'hyperband',
  label: 'Hyperband',
  help: 'Successive halving in several brackets, from eager to patient: where it is unknown how early losses tell.',
  options: [firstRung, reductionFactor],
  create: (options) => {
    const first = numberOf(options, 'min_steps');
    const factor = numberOf(options, 'reduction_factor');
    return { judge: (context) => judge(context, first, factor) };
  },
};

function judge(context: PrunerContext, first: number, factor: number): Verdict {
  const { trial, trials, seed } = context;
  const longest = fullLength(context);
  if (longest === undefined) return goOn('The length of a full trial is not known yet.');
  const brackets = 1 + Math.max(0, Math.floor(Math.log(longest / first) / Math.log(factor) + 1e-9));
  const bracket = bracketOf(trial, seed, brackets, factor);
  const rivals = trials.filter((other) => bracketOf(other, seed, brackets, factor) === bracket);
  const verdict = judgeRungs(context, rivals, first * factor ** bracket, factor);
  return { ...verdict, why: `Bracket ${bracket + 1} of ${brackets}: ${lowerFirst(verdict.why)}` };
}

/**
 * Dealt by seed and number. Eager brackets get more trials, in the proportion in which Hyperband
 * starts them: factor^s / (s + 1) for a bracket with s rungs of pruning.
 */
function bracketOf({ number }: Trial, seed: number, brackets: number, factor: number): number {
  const shares = Array.from({ length: brackets }, (_, bracket) => {
    const rungs = brackets - 1 - bracket;
    return factor ** rungs / (rungs + 1);
  });
  return new Random(seed, number, 'bracket').weighted(shares);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
