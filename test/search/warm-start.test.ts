import { expect, it } from 'vitest';
import type { EarlierStudy } from '../../src/search/trial.ts';
import { bowl, completed, newStudy, run } from './support/objectives.ts';

/** Forty random trials on the same bowl. */
function earlierStudy(similarity: number): EarlierStudy {
  const study = newStudy({ seed: 99 });
  run(study, 40, ({ values }) => completed(bowl(values)));
  return { name: 'last week', similarity, trials: study.trials };
}

/** Mean over 12 seeds of the best of a dozen trials. */
function meanBest(sampler: string, earlier: readonly EarlierStudy[]): number {
  const found = Array.from({ length: 12 }, (_, seed) => {
    const study = newStudy({ seed, sampler: { id: sampler }, earlier });
    run(study, 12, ({ values }) => completed(bowl(values)));
    return study.best!.results![0]!;
  });
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}

it.each(['tpe', 'cmaes', 'gp', 'nsga2'])(
  '%s starts where an earlier study on the same data was good',
  (sampler) => {
    expect(meanBest(sampler, [earlierStudy(1)])).toBeLessThan(meanBest(sampler, []) / 2);
  },
);

it.each([
  ['tpe', /dense and the other \d+ are rare, \d+ of them from earlier studies\.$/],
  ['gp', /surface through \d+ points, \d+ of them from earlier studies: /],
  ['cmaes', /begun about the best of earlier studies\.$/],
  ['nsga2', /^One of the best of last week\.$/],
])('%s says in why it proposes that it learned from earlier studies', (sampler, said) => {
  const options = sampler === 'nsga2' ? { population: 8 } : {};
  const study = newStudy({ sampler: { id: sampler, options }, earlier: [earlierStudy(1)] });
  run(study, 6, ({ values }) => completed(bowl(values)));
  const reasons = study.trials.map(({ proposed }) => proposed);
  if (sampler !== 'nsga2') expect(reasons[0]).toBe('The best of last week.');
  expect(reasons.filter((reason) => said.test(reason)).length).toBeGreaterThanOrEqual(2);
  const alone = newStudy({ sampler: { id: sampler, options }, earlier: [earlierStudy(0)] });
  run(alone, 6, ({ values }) => completed(bowl(values)));
  for (const { proposed } of alone.trials) expect(proposed).not.toMatch(/earlier|last week/);
});

it('an unrelated study changes nothing', () => {
  const first = newStudy({ sampler: { id: 'tpe' }, earlier: [earlierStudy(0)] });
  const second = newStudy({ sampler: { id: 'tpe' } });
  for (const study of [first, second]) run(study, 20, ({ values }) => completed(bowl(values)));
  expect(first.trials).toEqual(second.trials);
});

it('trials of a space that was larger or smaller are left out', () => {
  const wrong = { name: 'other', similarity: 1, trials: [{ values: { x: 70 }, results: [0] }] };
  const study = newStudy({ sampler: { id: 'tpe' }, earlier: [wrong] });
  run(study, 15, ({ values }) => completed(bowl(values)));
  expect(study.trials).toHaveLength(15);
});
