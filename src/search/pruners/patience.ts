import { numberOf } from '../../contract/index.ts';
import { lossesOf, type Objective, type Trial } from '../trial.ts';
import { goOn, type PrunerKind, stop, type Verdict } from './pruner.ts';

/** Stops a trial that no longer gets better, whatever the others do. */
export const patience: PrunerKind = {
  id: 'patience',
  label: 'Patience',
  help: 'Stops a trial that has not got better for some reports, however it compares with others.',
  options: [
    {
      name: 'patience_reports',
      type: 'integer',
      default: 5,
      min: 1,
      max: 1_000_000,
      unit: 'reports',
      label: 'Reports without progress',
      help: 'Reports in a row that are no better after which a trial is stopped. Higher waits longer. 5 by convention.',
      group: 'stopping',
      level: 'basic',
    },
    {
      name: 'min_progress',
      type: 'float',
      default: 0,
      min: 0,
      max: 1e9,
      label: 'Least progress',
      help: 'By how much a value must be better to count as progress. Higher stops sooner. 0 by default: any progress counts.',
      group: 'stopping',
      level: 'advanced',
    },
  ],
  create: (options) => {
    const wait = numberOf(options, 'patience_reports');
    const least = numberOf(options, 'min_progress');
    return { judge: ({ trial, objectives }) => judge(trial, objectives, wait, least) };
  },
};

/** With several objectives, progress in any of them beyond its own best counts. */
function judge(
  { reports }: Trial,
  objectives: readonly Objective[],
  wait: number,
  least: number,
): Verdict {
  const best = objectives.map(() => Infinity);
  let since = 0;
  for (const { values } of reports) {
    const losses = lossesOf(objectives, values);
    const progress = losses.some((loss, i) => loss < best[i]! - (best[i] === Infinity ? 0 : least));
    since = progress ? 0 : since + 1;
    if (!progress) continue;
    for (const [i, loss] of losses.entries()) if (loss < best[i]!) best[i] = loss;
  }
  const why = since === 0 ? 'It still gets better.' : `No progress in ${since} reports.`;
  return since >= wait ? stop(why) : goOn(why);
}
