import { numberOf } from '../../contract/index.ts';
import { normalCdf } from '../numerics/normal.ts';
import { Random } from '../numerics/random.ts';
import { dominates } from '../objectives/dominance.ts';
import { lossesOf, type Objective, type Trial } from '../trial.ts';
import { type CurveForecast, forecastCurve, leastPoints } from './curve-forecast.ts';
import { fullLength } from './full-length.ts';
import { goOn, type PrunerContext, type PrunerKind, stop, type Verdict } from './pruner.ts';
import { standingAt } from './standing.ts';

/** Stops what will hardly beat the best, as its learning curve goes (Domhan et al. 2015). */
export const curve: PrunerKind = {
  id: 'curve',
  label: 'Learning curve',
  help: 'Extends each learning curve with its uncertainty and stops a trial that will hardly beat the best: where curves are smooth and long.',
  options: [
    {
      name: 'least_chance',
      type: 'float',
      default: 0.05,
      min: 0,
      max: 0.5,
      label: 'Least chance',
      help: 'Chance to beat the best below which a trial is stopped. Higher stops more. 0.05 as in the paper.',
      group: 'stopping',
      level: 'basic',
    },
    {
      name: 'startup_trials',
      type: 'integer',
      default: 3,
      min: 1,
      max: 10_000,
      unit: 'trials',
      label: 'Complete trials before pruning',
      help: 'Trials that must have run to their end before any is stopped. Higher is more careful. 3 by default.',
      group: 'stopping',
      level: 'advanced',
    },
  ],
  create: (options) => {
    const least = numberOf(options, 'least_chance');
    const needed = numberOf(options, 'startup_trials');
    return { judge: (context) => judge(context, least, needed) };
  },
};

function judge(context: PrunerContext, least: number, needed: number): Verdict {
  const { trial, trials, objectives, seed } = context;
  const end = fullLength(context);
  const finished = trials.filter(({ results }) => results !== null);
  const reports = trial.reports.filter(({ step }) => step > 0);
  const step = reports.at(-1)?.step ?? 0;
  if (end === undefined || finished.length < needed) {
    return goOn(`Only ${finished.length} trials have run to their end.`);
  }
  if (reports.length < leastPoints) return goOn(`${reports.length} reports make no curve yet.`);
  if (step >= end) return goOn('It is at its end.');
  if (standingAt(trial, trials, step, objectives).ahead === 0) {
    return goOn(`No other is ahead at step ${step}.`);
  }
  const forecasts = objectives.map((_, index) => forecastOf(trial, objectives, index, end));
  const best = finished.map(({ results }) => lossesOf(objectives, results!));
  const chance =
    objectives.length === 1
      ? chanceBelow(forecasts[0]!, Math.min(...best.map(([loss]) => loss!)))
      : chanceUndominated(forecasts, best, new Random(seed, trial.number, step, 'curve'));
  const percent = chance < 0.001 ? 'less than 0.1' : (100 * chance).toPrecision(2);
  const what = objectives.length === 1 ? 'beat the best' : 'reach the front';
  const why = `Its curve has a chance of ${percent} % to ${what} at step ${end}.`;
  return chance < least ? stop(why) : goOn(why);
}

/** The best so far is extended, since a trial counts with its best. */
function forecastOf(
  { reports }: Trial,
  objectives: readonly Objective[],
  index: number,
  end: number,
): CurveForecast {
  const known = reports.filter(({ step }) => step > 0);
  const losses = known.map(({ values }) => lossesOf(objectives, values)[index]!);
  const running: number[] = [];
  for (const loss of losses) running.push(Math.min(loss, running.at(-1) ?? loss));
  const steps = known.map(({ step }) => step);
  return forecastCurve(steps, running, end, unexplained(losses));
}

/**
 * What a single loss is off by: the median jump between second neighbours less the trend, at least a
 * thousandth of the loss.
 */
function unexplained(losses: readonly number[]): number {
  const bends = losses
    .slice(2)
    .map((loss, i) => Math.abs(loss - 2 * losses[i + 1]! + losses[i]!) / Math.sqrt(6))
    .sort((a, b) => a - b);
  const last = Math.abs(losses.at(-1)!);
  return Math.max(bends[Math.floor(bends.length / 2)] ?? 0, 1e-3 * last, 1e-12);
}

function chanceBelow({ means, deviations, weights }: CurveForecast, loss: number): number {
  return means.reduce(
    (sum, mean, i) => sum + weights[i]! * normalCdf((loss - mean) / deviations[i]!),
    0,
  );
}

/** The share of drawn ends that no result dominates; objectives drawn each by itself. */
function chanceUndominated(
  forecasts: readonly CurveForecast[],
  results: readonly (readonly number[])[],
  random: Random,
): number {
  const draws = 400;
  let hits = 0;
  for (let i = 0; i < draws; i++) {
    const end = forecasts.map(({ means, deviations, weights }) => {
      const kernel = random.weighted(weights);
      return means[kernel]! + deviations[kernel]! * random.normal();
    });
    if (!results.some((result) => dominates(result, end))) hits++;
  }
  return hits / draws;
}
