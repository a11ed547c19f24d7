import { numberOf } from '../../contract/index.ts';
import { goOn, type PrunerContext, type PrunerKind, stop } from './pruner.ts';
import { warmupSteps } from './settings.ts';
import { lastStep, standingAt } from './standing.ts';

/** Stops what is worse than half of the others at the same step (Golovin et al. 2017, Vizier). */
export const median: PrunerKind = {
  id: 'median',
  label: 'Median',
  help: 'Stops a trial that is worse than half of the others at the same step: simple and mild.',
  options: [
    {
      name: 'startup_trials',
      type: 'integer',
      default: 5,
      min: 1,
      max: 10_000,
      unit: 'trials',
      label: 'Trials to compare with',
      help: 'Others that must have reached the step before anything is stopped. Higher is more careful. 5 by convention.',
      group: 'stopping',
      level: 'advanced',
    },
    warmupSteps,
  ],
  create: (options) => {
    const needed = numberOf(options, 'startup_trials');
    const warmup = numberOf(options, 'warmup_steps');
    return { judge: (context) => judge(context, needed, warmup) };
  },
};

function judge({ trial, trials, objectives }: PrunerContext, needed: number, warmup: number) {
  const step = lastStep(trial);
  if (step < warmup) return goOn(`Step ${step} is before step ${warmup}.`);
  const { ahead, others } = standingAt(trial, trials, step, objectives);
  if (others < needed) return goOn(`Only ${others} others have reached step ${step}.`);
  const why = `${ahead} of ${others} others are better at step ${step}.`;
  return ahead > others / 2 ? stop(why) : goOn(why);
}
