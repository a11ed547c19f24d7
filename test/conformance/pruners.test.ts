import { describe, expect, it } from 'vitest';
import { pruners } from '../../src/search/pruners/index.ts';
import { type PrunerId, prunerIds } from '../../src/search/pruners/pruner.ts';
import { Study } from '../../src/search/study.ts';
import type { StudyDefinition } from '../../src/search/study-record.ts';
import { completed, newStudy } from '../search/support/objectives.ts';

const epochs = 27;

function make(id: PrunerId, given: Partial<StudyDefinition> = {}): Study {
  return newStudy({ pruner: { id }, budget: { steps: epochs, trials: 100 }, ...given });
}

/** A learning curve that falls towards its own floor. */
function curve(floor: number, step: number): number {
  return floor + 2 * step ** -0.7;
}

/** Runs a trial to its end or until it is pruned; returns the steps that it took. */
function runTrial(study: Study, losses: (step: number) => readonly number[]): number {
  const { number } = study.ask()!;
  for (let step = 1; step <= epochs; step++) {
    study.report(number, step, losses(step));
    const { prune, why } = study.shouldPrune(number);
    if (!prune) continue;
    study.tell(number, { state: 'pruned', why });
    return step;
  }
  study.tell(number, completed(...losses(epochs)));
  return epochs;
}

it('every pruner is listed under its id', () => {
  expect(pruners.map(({ id }) => id)).toEqual([...prunerIds]);
});

describe.each(pruners.map(({ id }) => id))('pruner %s', (id) => {
  it('lets the only trial run', () => {
    expect(runTrial(make(id), (step) => [curve(1, step)])).toBe(epochs);
  });

  it('never stops a trial that leads at every step', () => {
    const study = make(id);
    for (let i = 0; i < 30; i++) {
      const steps = runTrial(study, (step) => [curve(1 - i * 0.02, step)]);
      expect(steps).toBe(epochs);
    }
  });

  it('turns round for an objective that is to be large', () => {
    const study = make(id, { objectives: [{ name: 'val/accuracy', direction: 'max' }] });
    for (let i = 0; i < 30; i++) {
      const steps = runTrial(study, (step) => [-curve(1 - i * 0.02, step)]);
      expect(steps).toBe(epochs);
    }
  });

  it('never stops one of several objectives that no other dominates', () => {
    const study = make(id, {
      objectives: [
        { name: 'val/loss', direction: 'min' },
        { name: 'val/accuracy', direction: 'max' },
      ],
    });
    for (let i = 0; i < 30; i++) {
      const steps = runTrial(study, (step) => {
        const loss = curve(1 - i * 0.02, step);
        return [loss, loss - 10];
      });
      expect(steps).toBe(epochs);
    }
  });

  it('bears failed, pruned and running trials, and any steps', () => {
    const study = make(id);
    const open = study.ask()!;
    for (let i = 0; i < 20; i++) {
      const { number } = study.ask()!;
      for (let step = (i % 3) + 1; step < 10; step += (i % 4) + 1) {
        study.report(number, step, [i % 5 === 0 ? Number.NaN : i + 1 / step]);
        study.shouldPrune(number);
      }
      if (i % 3 === 0) study.tell(number, { state: 'failed', why: 'Out of memory.' });
      else if (i % 3 === 1) study.tell(number, { state: 'pruned', why: 'Behind.' });
    }
    study.report(open.number, 1, [-100]);
    expect(study.shouldPrune(open.number).prune).toBe(false);
  });

  it('gives the same verdict from a stored history', () => {
    const study = make(id);
    for (let i = 0; i < 15; i++) {
      runTrial(study, (step) => [curve((i * 7) % 11, step)]);
      const { number } = study.ask()!;
      study.report(number, 3, [curve((i * 5) % 11, 3)]);
      const rebuilt = new Study(JSON.parse(JSON.stringify(study.toRecord())));
      expect(rebuilt.shouldPrune(number)).toEqual(study.shouldPrune(number));
    }
  });

  it('says why in a sentence, and saves steps on the hopeless unless it never prunes', () => {
    const study = make(id);
    let steps = 0;
    // Nobody gets better after half the time.
    const losses = (i: number, step: number) => [curve((i * 7) % 13, Math.min(step, 14))];
    for (let i = 0; i < 40; i++) steps += runTrial(study, (step) => losses(i, step));
    for (const { stopped } of study.trials) expect(stopped).toMatch(/^[A-Z0-9].*\.$/);
    if (id === 'none') expect(steps).toBe(40 * epochs);
    else expect(steps).toBeLessThan(40 * epochs);
  });
});
