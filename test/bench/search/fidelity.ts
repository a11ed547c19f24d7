import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ParameterValues } from '../../../src/search/space/parameter.ts';
import { SearchSpace } from '../../../src/search/space/search-space.ts';
import { Study } from '../../../src/search/study.ts';
import { type RecordedTable, type RecordedTrial, recordedSpace } from './recorded-table.ts';

/** A sampler with a pruner. */
export interface Strategy {
  readonly sampler: string;
  readonly pruner: string;
}

const space = new SearchSpace(recordedSpace);

export function recordedTable(): RecordedTable {
  const path = resolve('test/bench/search/recorded/trials.json');
  return JSON.parse(readFileSync(path, 'utf8')) as RecordedTable;
}

/** The loss that one recorded trial of ten comes to at its best. */
export function targetLoss({ trials }: RecordedTable): number {
  const best = trials.map(({ losses }) => Math.min(...losses)).sort((a, b) => a - b);
  return best[Math.floor(best.length / 10)]!;
}

/** Epochs that a search trains until a trial reaches the target; `most` if none does. */
export function epochsTo(
  target: number,
  table: RecordedTable,
  { sampler, pruner }: Strategy,
  seed: number,
  most: number,
): number {
  const study = new Study({
    definition: {
      parameters: recordedSpace,
      objectives: [{ name: 'val/nats', direction: 'min' }],
      sampler: { id: sampler },
      pruner: { id: pruner },
      seed,
      budget: { steps: table.epochs },
    },
    trials: [],
    queue: [],
  });
  // Each recorded trial runs once, as no trial is proposed twice.
  const rest = new Set(table.trials);
  let spent = 0;
  for (;;) {
    const trial = study.ask();
    if (trial === null || rest.size === 0) return most;
    const found = nearest(rest, trial.values);
    rest.delete(found);
    const { losses } = found;
    let pruned = false;
    for (const [index, loss] of losses.entries()) {
      spent++;
      if (loss <= target) return spent;
      if (spent >= most) return most;
      study.report(trial.number, index + 1, [loss]);
      const { prune, why } = study.shouldPrune(trial.number);
      if (!prune) continue;
      study.tell(trial.number, { state: 'pruned', why });
      pruned = true;
      break;
    }
    if (pruned) continue;
    if (losses.length < table.epochs)
      study.tell(trial.number, { state: 'failed', why: 'Diverged.' });
    else study.tell(trial.number, { state: 'completed', results: [Math.min(...losses)] });
  }
}

/** The trial at the smallest distance; another cell counts as far as the whole range. */
function nearest(trials: ReadonlySet<RecordedTrial>, values: ParameterValues): RecordedTrial {
  const place = space.toUnits(values);
  let best: RecordedTrial | undefined;
  let least = Infinity;
  for (const trial of trials) {
    const other = space.toUnits(trial.values);
    const square = space.parameters.reduce((sum, { type }, d) => {
      const apart = place[d]! - other[d]!;
      return sum + (type === 'categorical' ? Number(apart !== 0) : apart * apart);
    }, 0);
    if (square < least) [best, least] = [trial, square];
  }
  return best!;
}
