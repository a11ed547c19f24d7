import type { Parameter, ParameterValues } from '../../../src/search/space/parameter.ts';
import type { Outcome } from '../../../src/search/study.ts';
import { Study } from '../../../src/search/study.ts';
import type { StudyDefinition } from '../../../src/search/study-record.ts';
import type { Trial } from '../../../src/search/trial.ts';

/** Every kind of parameter, two of them conditional, one on a conditional one. */
export const mixedSpace: readonly Parameter[] = [
  {
    name: 'momentum',
    type: 'float',
    low: 0,
    high: 0.99,
    when: { parameter: 'optimizer', is: ['sgd'] },
  },
  { name: 'optimizer', type: 'categorical', choices: ['adam', 'sgd', 'rmsprop'] },
  { name: 'lr', type: 'float', low: 1e-4, high: 1e-1, log: true },
  { name: 'hidden_size', type: 'integer', low: 16, high: 256, log: true },
  { name: 'num_layers', type: 'integer', low: 1, high: 3 },
  { name: 'dropout', type: 'float', low: 0, high: 0.6, step: 0.1 },
  {
    name: 'nesterov',
    type: 'categorical',
    choices: [false, true],
    when: { parameter: 'optimizer', is: ['sgd'] },
  },
  { name: 'strength', type: 'float', low: 1, high: 2, when: { parameter: 'nesterov', is: [true] } },
];

/** A smooth bowl over the mixed space, best at lr 0.01, 128 units, SGD with momentum 0.9. */
export function mixedLoss(values: ParameterValues): number {
  const { lr, hidden_size, dropout, optimizer, momentum, num_layers } = values;
  return (
    (Math.log10(Number(lr)) + 2) ** 2 +
    (Math.log2(Number(hidden_size)) - 7) ** 2 / 4 +
    Math.abs(Number(dropout) - 0.2) +
    Number(num_layers) * 0.1 +
    (optimizer === 'sgd' ? Math.abs(Number(momentum) - 0.9) : 0.5)
  );
}

export const plane: readonly Parameter[] = [
  { name: 'x', type: 'float', low: -5, high: 5 },
  { name: 'y', type: 'float', low: -5, high: 5 },
];

/** Smallest, 0, at x = 1, y = -2. */
export function bowl({ x, y }: ParameterValues): number {
  return (Number(x) - 1) ** 2 + 2 * (Number(y) + 2) ** 2;
}

export function definition(given: Partial<StudyDefinition> = {}): StudyDefinition {
  return {
    parameters: plane,
    objectives: [{ name: 'val/loss', direction: 'min' }],
    sampler: { id: 'random' },
    pruner: { id: 'none' },
    seed: 1,
    ...given,
  };
}

export function newStudy(given: Partial<StudyDefinition> = {}): Study {
  return new Study({ definition: definition(given), trials: [], queue: [] });
}

/** Runs trials one after another. */
export function run(study: Study, count: number, loss: (trial: Trial) => Outcome): void {
  for (let i = 0; i < count; i++) {
    const trial = study.ask();
    if (trial === null) return;
    study.tell(trial.number, loss(trial));
  }
}

export function completed(...results: readonly number[]): Outcome {
  return { state: 'completed', results };
}
