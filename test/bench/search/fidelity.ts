import type { ParameterValues } from '../../../src/search/space/parameter.ts';
import { Study } from '../../../src/search/study.ts';
import {
  distance,
  placeOf,
  type RecordedTrial,
  recordedEpochs,
  recordedSpace,
  recordedTrials,
} from './recorded-table.ts';
import { errorOf, meanOf } from './regret.ts';

/** A sampler with a pruner. */
interface Strategy {
  readonly sampler: string;
  readonly pruner: string;
}

interface Recorded extends RecordedTrial {
  readonly place: readonly number[];
}

const pruners = ['none', 'median', 'asha', 'hyperband', 'curve'];
const strategies: readonly Strategy[] = ['random', 'tpe'].flatMap((sampler) =>
  pruners.map((pruner) => ({ sampler, pruner })),
);

/** Parts of the recorded trials that reach a target: how good a find the search is asked for. */
const targets = [0.1, 0.05, 0.02];

/** Epochs that searches train on the recorded trials until one of them reaches a loss. */
export function compareFidelity(seeds: number, say: (line: string) => void): void {
  const table = recordedTrials().map((trial) => ({ ...trial, place: placeOf(trial.values) }));
  const count = table.length;
  const reached = targets.map((share) => targetLoss(table, share));
  say(`\n### Epochs to a given loss on ${count} recorded trials, mean over ${seeds} seeds\n`);
  const heads = targets.map((share, index) => `best ${share * 100} % (${reached[index]})`);
  say(`| Sampler | Pruner | ${heads.join(' | of random | ')} | of random |`);
  say(`|---|---|${'---|'.repeat(2 * targets.length)}`);
  let units: readonly number[] | undefined;
  for (const strategy of strategies) {
    const spent = Array.from({ length: seeds }, (_, seed) =>
      epochsTo(reached, table, strategy, seed),
    );
    const byTarget = reached.map((_, index) => spent.map((epochs) => epochs[index]!));
    units ??= byTarget.map(meanOf);
    const cells = byTarget.map((epochs, index) => {
      const share = (meanOf(epochs) / units![index]!).toFixed(2);
      return `${meanOf(epochs).toFixed(0)} ± ${errorOf(epochs).toFixed(0)} | ${share}`;
    });
    say(`| ${strategy.sampler} | ${strategy.pruner} | ${cells.join(' | ')} |`);
  }
}

/** The loss that this part of the recorded trials comes to at its best. */
function targetLoss(trials: readonly RecordedTrial[], share: number): number {
  const best = trials.map(({ losses }) => Math.min(...losses)).sort((a, b) => a - b);
  return best[Math.max(0, Math.floor(best.length * share) - 1)]!;
}

/** Epochs that a search trains until a trial reaches each target, the strictest last; all there are for one that none reaches. */
function epochsTo(
  targets: readonly number[],
  table: readonly Recorded[],
  { sampler, pruner }: Strategy,
  seed: number,
): readonly number[] {
  const study = new Study({
    definition: {
      parameters: recordedSpace,
      objectives: [{ name: 'val/nats', direction: 'min' }],
      sampler: { id: sampler },
      pruner: { id: pruner },
      seed,
      budget: { steps: recordedEpochs },
    },
    trials: [],
    queue: [],
  });
  // Each recorded trial runs once, as no trial is proposed twice.
  const rest = new Set(table);
  const course: number[] = [];
  const strictest = targets.at(-1)!;
  while (rest.size > 0 && !course.some((loss) => loss <= strictest)) {
    const trial = study.ask()!;
    const found = nearest(rest, trial.values);
    rest.delete(found);
    course.push(...play(study, trial.number, found));
  }
  return targets.map((target) => {
    const reached = course.findIndex((loss) => loss <= target);
    return reached < 0 ? course.length : reached + 1;
  });
}

/** Lets a trial measure what was recorded, until it ends or is stopped. @returns the losses that it measured */
function play(study: Study, number: number, { losses }: RecordedTrial): readonly number[] {
  for (const [index, loss] of losses.entries()) {
    study.report(number, index + 1, [loss]);
    const { prune, why } = study.shouldPrune(number);
    if (!prune) continue;
    study.tell(number, { state: 'pruned', why });
    return losses.slice(0, index + 1);
  }
  const whole = losses.length === recordedEpochs;
  if (whole) study.tell(number, { state: 'completed', results: [Math.min(...losses)] });
  else study.tell(number, { state: 'failed', why: 'Diverged.' });
  return losses;
}

function nearest(trials: ReadonlySet<Recorded>, values: ParameterValues): Recorded {
  const place = placeOf(values);
  let best: Recorded | undefined;
  let least = Infinity;
  for (const trial of trials) {
    const apart = distance(place, trial.place);
    if (apart < least) [best, least] = [trial, apart];
  }
  return best!;
}
