import { describe, expect, it } from 'vitest';
import { UnrollError } from '../../src/contract/index.ts';
import { Study } from '../../src/search/study.ts';
import { bowl, completed, definition, newStudy, run } from './support/objectives.ts';

describe('a study', () => {
  it('keeps what is reported, told and why', () => {
    const study = newStudy();
    const trial = study.ask()!;
    study.report(trial.number, 2, [3]);
    study.report(trial.number, 1, [4]);
    study.report(trial.number, 2, [2.5]);
    const ended = study.tell(trial.number, completed(2.5));
    expect(ended.reports).toEqual([
      { step: 1, values: [4] },
      { step: 2, values: [2.5] },
    ]);
    expect(ended).toMatchObject({ state: 'completed', results: [2.5], ended: 0 });
    expect(ended.proposed).toBe('Drawn at random.');
    expect(study.best).toBe(ended);
  });

  it('counts an objective that is not finite as a failure, and stops on one', () => {
    const study = newStudy();
    const first = study.ask()!;
    study.report(first.number, 1, [Number.NaN]);
    expect(study.shouldPrune(first.number).prune).toBe(true);
    expect(study.tell(first.number, completed(Number.NaN)).state).toBe('failed');
    expect(study.best).toBeNull();
  });

  it('asks enqueued trials first, and refuses the same one again', () => {
    const study = newStudy();
    study.enqueue({ x: 1, y: 2 }, 'The best guess.');
    expect(() => study.enqueue({ x: 1, y: 2 })).toThrow(UnrollError);
    const rebuilt = new Study(study.toRecord());
    expect(rebuilt.ask()).toMatchObject({ values: { x: 1, y: 2 }, proposed: 'The best guess.' });
    expect(() => rebuilt.enqueue({ x: 1, y: 2 })).toThrow('is trial 0');
    expect(() => rebuilt.enqueue({ x: 100, y: 2 })).toThrow('x = 100');
  });

  it('says which constraint cannot be kept', () => {
    const constraints = [{ quantity: 'parameters', atMost: 10 }];
    const study = new Study(
      { definition: definition({ constraints }), trials: [], queue: [] },
      () => ({
        parameters: 100,
      }),
    );
    expect(() => study.ask()).toThrow('parameters 100 > 10');
    expect(() => study.enqueue({ x: 1, y: 1 })).toThrow('break a constraint');
  });

  it('finds the front of two objectives in either direction, bounds kept first', () => {
    const study = newStudy({
      objectives: [
        { name: 'val/loss', direction: 'min' },
        { name: 'val/accuracy', direction: 'max' },
      ],
    });
    const results = [
      [1, 0.5],
      [2, 0.9],
      [3, 0.8],
      [0.5, 0.2],
      [0, 1],
    ];
    run(study, 5, ({ number }) => ({
      state: 'completed',
      results: results[number]!,
      violations: [number === 4 ? 1 : -1],
    }));
    expect(study.front.map(({ number }) => number)).toEqual([3, 0, 1]);
  });

  it('refuses to hear of a trial that does not run', () => {
    const study = newStudy();
    run(study, 1, ({ values }) => completed(bowl(values)));
    expect(() => study.tell(0, completed(1))).toThrow('trial 0 is completed');
    expect(() => study.report(5, 1, [1])).toThrow('trial 5 is unknown');
  });
});
