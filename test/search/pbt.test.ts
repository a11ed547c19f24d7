import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../src/search/space/parameter.ts';
import type { Study } from '../../src/search/study.ts';
import { completed, newStudy } from './support/objectives.ts';

const parameters: readonly Parameter[] = [
  { name: 'lr', type: 'float', low: 1e-4, high: 1, log: true },
  { name: 'hidden_size', type: 'integer', low: 8, high: 64, structural: true },
];

function population(): Study {
  return newStudy({ parameters, sampler: { id: 'pbt' }, budget: { steps: 40 } });
}

/** The loss falls by what the learning rate of each step is worth; near 0.1 it is worth most. */
function train(study: Study): void {
  const reached = new Map<number, number>();
  for (let trial = study.ask(); trial !== null; trial = study.ask()) {
    const from = trial.continues === null ? 0 : trial.continues.step;
    const before = trial.continues === null ? 10 : reached.get(trial.continues.trial)!;
    const worth = Math.exp(-((Math.log10(Number(trial.values.lr)) + 1) ** 2));
    const loss = before - (0.2 * worth * (trial.until! - from)) / 5;
    reached.set(trial.number, loss);
    study.tell(trial.number, completed(loss));
  }
}

describe('population based training', () => {
  it('goes on from checkpoints of trials that ended, at the step at which they ended', () => {
    const study = population();
    train(study);
    const { trials } = study;
    expect(trials.filter(({ continues }) => continues === null)).toHaveLength(8);
    for (const { continues, until } of trials) {
      if (continues === null) continue;
      expect(trials[continues.trial]!.until).toBe(continues.step);
      expect(until).toBeGreaterThan(continues.step);
      expect(until).toBeLessThanOrEqual(40);
    }
    expect(study.ask()).toBeNull();
  });

  it('takes weights over only into networks of the same shape', () => {
    const study = population();
    train(study);
    let changed = 0;
    for (const { continues, values } of study.trials) {
      if (continues === null) continue;
      const source = study.trials[continues.trial]!.values;
      expect(values.hidden_size).toBe(source.hidden_size);
      if (values.lr !== source.lr) changed++;
    }
    expect(changed).toBeGreaterThan(3);
  });

  it('ends better than its best founder would have', () => {
    const study = population();
    train(study);
    const founders = study.trials.filter(({ continues }) => continues === null);
    const best = Math.min(...founders.map(({ results }) => results![0]!));
    // The best founder's first stretch of five steps, eight times.
    expect(study.best!.results![0]).toBeLessThanOrEqual(10 - (10 - best) * 8 + 1e-9);
  });

  it('says what it needs', () => {
    const shape = parameters.filter(({ structural }) => structural);
    const still = newStudy({ parameters: shape, sampler: { id: 'pbt' }, budget: { steps: 40 } });
    expect(() => still.ask()).toThrow('all searched ones shape the network');
    const endless = newStudy({ parameters, sampler: { id: 'pbt' } });
    expect(() => endless.ask()).toThrow('how many steps');
  });
});
