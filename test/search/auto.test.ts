import { expect, it } from 'vitest';
import { type ChoiceContext, chooseSampler } from '../../src/search/samplers/auto.ts';
import type { Parameter } from '../../src/search/space/parameter.ts';
import { SearchSpace } from '../../src/search/space/search-space.ts';
import { mixedSpace } from './support/objectives.ts';

function choice(parameters: readonly Parameter[], given: Partial<ChoiceContext> = {}): string {
  const context = { space: new SearchSpace(parameters), objectives: [1], budget: {}, ...given };
  const { id, why } = chooseSampler(context);
  expect(why).toMatch(/^[A-Z].*\.$/);
  return id;
}

const floats = (count: number): Parameter[] =>
  Array.from({ length: count }, (_, i) => ({ name: `x${i}`, type: 'float', low: 0, high: 1 }));
const layers: Parameter = { name: 'layers', type: 'integer', low: 1, high: 4 };

it('chooses by space, budget, objectives and parallel trials', () => {
  expect(choice([layers], { budget: { trials: 10 } })).toBe('grid');
  expect(choice(floats(3), { budget: { trials: 20, parallel: 16 } })).toBe('sobol');
  expect(choice(floats(3), { budget: { trials: 60 } })).toBe('gp');
  expect(choice(floats(8), { budget: { trials: 1000 } })).toBe('cmaes');
  expect(choice([...floats(8), layers], { budget: { trials: 200 } })).toBe('tpe');
  expect(choice(floats(3))).toBe('tpe');
  expect(choice(mixedSpace, { budget: { trials: 60 } })).toBe('tpe');
  expect(choice(floats(3), { objectives: [1, 2], budget: { trials: 400 } })).toBe('nsga2');
  expect(choice(floats(3), { objectives: [1, 2], budget: { trials: 50 } })).toBe('gp');
});
