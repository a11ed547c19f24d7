import { describe, expect, it } from 'vitest';
import { defaultSettings, UnrollError } from '../../src/contract/index.ts';
import { modelSettings } from '../../src/models/settings.ts';
import { Random } from '../../src/search/numerics/random.ts';
import { brokenConstraint, parseConstraint } from '../../src/search/space/constraint.ts';
import { cardinality, fromUnit, type Parameter, toUnit } from '../../src/search/space/parameter.ts';
import { neighbour, randomPoint } from '../../src/search/space/points.ts';
import { SearchSpace } from '../../src/search/space/search-space.ts';
import { parameterOf } from '../../src/search/space/space-from-settings.ts';
import { parseSpace, printSpace } from '../../src/search/space/space-yaml.ts';
import { trainerSettings } from '../../src/trainer/settings.ts';
import { mixedSpace } from './support/objectives.ts';

const settings = [...modelSettings, ...trainerSettings];
const schema = { settings, fixed: defaultSettings(settings) };

function problemOf(action: () => unknown): { message: string; hint: string | undefined } {
  try {
    action();
  } catch (error) {
    if (error instanceof UnrollError) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('places of the unit interval', () => {
  const parameters: readonly Parameter[] = [
    { name: 'a', type: 'float', low: -3, high: 7 },
    { name: 'b', type: 'float', low: 1e-5, high: 10, log: true },
    { name: 'c', type: 'float', low: 0.1, high: 0.7, step: 0.2 },
    { name: 'd', type: 'integer', low: -2, high: 5 },
    { name: 'e', type: 'integer', low: 1, high: 1024, log: true },
    { name: 'f', type: 'integer', low: 8, high: 64, step: 8 },
    { name: 'g', type: 'categorical', choices: ['x', true, 3] },
    { name: 'h', type: 'float', low: 2, high: 2 },
  ];

  it.each(parameters)('$name comes back from its own place', (parameter) => {
    for (let i = 0; i <= 200; i++) {
      const value = fromUnit(parameter, i / 200);
      const again = fromUnit(parameter, toUnit(parameter, value));
      if (typeof value === 'number') expect(again).toBeCloseTo(value as number, 9);
      else expect(again).toBe(value);
    }
  });

  it('gives decimal steps without the rounding of sums', () => {
    expect(fromUnit(parameters[2]!, 0.4)).toBe(0.3);
  });

  it('gives each of finitely many values the same share', () => {
    for (const parameter of parameters.filter((one) => cardinality(one) < 20)) {
      const counts = new Map<unknown, number>();
      for (let i = 0; i < 1200; i++) {
        const value = fromUnit(parameter, (i + 0.5) / 1200);
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      expect([...new Set(counts.values())]).toHaveLength(1);
      expect(counts.size).toBe(cardinality(parameter));
    }
  });
});

describe('a search space', () => {
  it('puts parents first and leaves out what is inactive', () => {
    const space = new SearchSpace(mixedSpace);
    const names = space.parameters.map(({ name }) => name);
    expect(names.indexOf('optimizer')).toBeLessThan(names.indexOf('momentum'));
    expect(names.indexOf('nesterov')).toBeLessThan(names.indexOf('strength'));
    const adam = { optimizer: 'adam', lr: 0.01, hidden_size: 32, num_layers: 1, dropout: 0.3 };
    expect(space.parse({ ...adam, momentum: 0.5, strength: 1.5 })).toEqual(adam);
  });

  it('counts its points', () => {
    expect(new SearchSpace(mixedSpace).size).toBe(Infinity);
    const finite = new SearchSpace([
      { name: 'a', type: 'categorical', choices: ['x', 'y'] },
      { name: 'b', type: 'integer', low: 1, high: 10, when: { parameter: 'a', is: ['y'] } },
      { name: 'c', type: 'float', low: 0, high: 1, step: 0.25 },
    ]);
    expect(finite.size).toBe((1 + 10) * 5);
  });

  it('moves to a neighbour in exactly one parameter', () => {
    const space = new SearchSpace(mixedSpace);
    const random = new Random(5);
    for (let i = 0; i < 300; i++) {
      const from = randomPoint(space, random);
      const to = neighbour(space, from, random);
      expect(space.parse(to)).toEqual(to);
      const kept = Object.keys(from).filter((name) => name in to && to[name] !== from[name]);
      expect(kept).toHaveLength(1);
    }
  });

  it.each([
    [[], 'is empty'],
    [[{ name: 'a', type: 'float', low: 2, high: 1 }], 'low end 2 above its high end 1'],
    [[{ name: 'a', type: 'float', low: 0, high: 1, log: true }], 'logarithmic but starts at 0'],
    [[{ name: 'a', type: 'float', low: 1, high: 2, log: true, step: 1 }], 'both log and a step'],
    [[{ name: 'a', type: 'integer', low: 0.5, high: 2 }], 'whole number but its ends'],
    [[{ name: 'a', type: 'categorical', choices: ['x', 'x'] }], 'lists a choice twice'],
    [
      [{ name: 'a', type: 'float', low: 0, high: 1, when: { parameter: 'b', is: [1] } }],
      'depends on b, which is not searched',
    ],
    [
      [
        { name: 'a', type: 'categorical', choices: [1, 2], when: { parameter: 'b', is: [1] } },
        { name: 'b', type: 'categorical', choices: [1, 2], when: { parameter: 'a', is: [1] } },
      ],
      'depends on itself',
    ],
  ] as readonly (readonly [readonly Parameter[], string])[])('refuses %j', (parameters, words) => {
    const problem = problemOf(() => new SearchSpace(parameters));
    expect(problem.message).toContain(words);
    expect(problem.hint).toBeTruthy();
  });

  it('names every wrong value of a hand-made trial', () => {
    const space = new SearchSpace(mixedSpace);
    const { message } = problemOf(() => space.parse({ lr: 5, hiden_size: 3, optimizer: 'adam' }));
    expect(message).toContain(
      'hiden_size is not part of the search space; did you mean hidden_size?',
    );
    expect(message).toContain('lr = 5: expected a number from 0.0001 to 0.1');
    expect(message).toContain('num_layers = nothing');
  });
});

describe('from the settings', () => {
  it('suggests a range for every setting that can be searched', () => {
    for (const setting of settings) {
      if (setting.type === 'text' || setting.type === 'list') continue;
      const parameter = parameterOf(setting);
      expect(() => new SearchSpace([parameter])).not.toThrow();
    }
    const lr = settings.find(({ name }) => name === 'lr')!;
    expect(parameterOf(lr)).toEqual({ name: 'lr', type: 'float', low: 1e-4, high: 0.1, log: true });
  });

  it('takes conditions from the schema where the parent is searched', () => {
    const text = 'parameters:\n  optimizer: [adam, sgd]\n  momentum: default\n  lr: default\n';
    const { parameters } = parseSpace(text, schema);
    expect(parameters.find(({ name }) => name === 'momentum')?.when).toEqual({
      parameter: 'optimizer',
      is: ['sgd'],
    });
  });

  it('refuses what would mean nothing beside the fixed settings', () => {
    const { message, hint } = problemOf(() =>
      parseSpace('parameters: { momentum: default }', schema),
    );
    expect(message).toContain('momentum means nothing while optimizer is adam');
    expect(hint).toContain('sgd');
  });
});

describe('a YAML file', () => {
  it('comes back as it was written', () => {
    const space = {
      parameters: new SearchSpace(mixedSpace).parameters,
      constraints: [{ quantity: 'parameters', atMost: 2e6 }],
    };
    expect(parseSpace(printSpace(space))).toEqual({
      ...space,
      parameters: space.parameters.map((parameter) => parameter),
    });
  });

  it('reads the short forms', () => {
    const text = `
parameters:
  lr: { low: 1e-4, high: 1e-1, log: true }
  hidden_size:
  cell: [lstm, gru]
constraints:
  - parameters <= 2e6
  - step_ms <= 50
`;
    const { parameters, constraints } = parseSpace(text, schema);
    expect(parameters.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'lr float',
      'hidden_size integer',
      'cell categorical',
    ]);
    expect(constraints).toEqual([
      { quantity: 'parameters', atMost: 2e6 },
      { quantity: 'step_ms', atMost: 50 },
    ]);
  });

  it.each([
    ['parameters: [', 'line 1'],
    ['parameters:\n  lr: { lo: 1 }', 'lr is not understood'],
    ['parameters:\n  learning_rate: default', 'learning_rate is not a setting'],
    ['parameters:\n  lr: { low: 1, high: 1000 }', "leaves the setting's range"],
    ['parameters:\n  cell: [lstm, transformer]', 'cannot be "transformer"'],
    ['parameters:\n  lr: default\nconstraints: [small]', '"small" is not a constraint'],
    ['hello', 'cannot be read'],
  ])('refuses %j with a sentence', (text, words) => {
    const problem = problemOf(() => parseSpace(text, schema));
    expect(problem.message).toContain(words);
    expect(problem.hint).toBeTruthy();
  });
});

describe('constraints', () => {
  it('tell the first bound that is broken', () => {
    const bounds = ['parameters <= 2_000_000', 'memory_mb >= 1'].map(parseConstraint);
    expect(brokenConstraint(bounds, { parameters: 1e6, memory_mb: 5 })).toBeUndefined();
    expect(brokenConstraint(bounds, { parameters: 3e6, memory_mb: 5 })).toContain('parameters');
    expect(brokenConstraint(bounds, { parameters: Number.NaN, memory_mb: 5 })).toContain('NaN');
    expect(problemOf(() => brokenConstraint(bounds, { memory_mb: 5 })).message).toContain(
      'nothing estimates it',
    );
  });
});
