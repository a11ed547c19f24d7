import type { Parameter, ParameterValues } from '../../../src/search/space/parameter.ts';
import { recordedSpace, recordedSurrogate } from './recorded-table.ts';

/** A function to be minimised, the same in optuna_baseline.py. */
export interface TestFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Losses without noise, one for each objective. */
  losses(values: ParameterValues): readonly number[];
  /** Standard deviation of the noise on what samplers are told. */
  readonly noise?: number;
  /** The smallest loss; for two objectives the largest hypervolume up to `reference`. */
  readonly best: number;
  readonly reference?: readonly [number, number];
}

function reals(count: number, low: number, high: number): Parameter[] {
  return Array.from({ length: count }, (_, i) => ({ name: `x${i}`, type: 'float', low, high }));
}

function vector(values: ParameterValues): number[] {
  return Object.keys(values).map((_, i) => Number(values[`x${i}`]));
}

/** Branin and Hoo 1972. */
function branin({ x0, x1 }: ParameterValues): number {
  const [x, y] = [Number(x0), Number(x1)];
  const bend = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
  return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

const hartmannScales = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const hartmannCenters = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

/** Hartmann 1973 in six dimensions. */
function hartmann6(values: ParameterValues): number {
  const x = vector(values);
  return -[1, 1.2, 3, 3.2].reduce((sum, height, row) => {
    const square = x.reduce(
      (total, value, i) =>
        total + hartmannScales[row]![i]! * (value - hartmannCenters[row]![i]!) ** 2,
      0,
    );
    return sum + height * Math.exp(-square);
  }, 0);
}

/** Rosenbrock 1960. */
function rosenbrock(values: ParameterValues): number {
  const x = vector(values);
  return x.slice(1).reduce((sum, next, i) => {
    return sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
  }, 0);
}

/** Levy and Montalvo 1985. */
function levy(values: ParameterValues): number {
  const w = vector(values).map((x) => 1 + (x - 1) / 4);
  const last = w.at(-1)!;
  const middle = w
    .slice(0, -1)
    .reduce((sum, x) => sum + (x - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * x + 1) ** 2), 0);
  const end = (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2);
  return Math.sin(Math.PI * w[0]!) ** 2 + middle + end;
}

/** A choice between three models, each with settings of its own; whole numbers and logarithms. */
const conditionalParameters: readonly Parameter[] = [
  { name: 'model', type: 'categorical', choices: ['a', 'b', 'c'] },
  { name: 'lr', type: 'float', low: 1e-5, high: 1, log: true },
  { name: 'width', type: 'integer', low: 8, high: 512, log: true },
  ...(['a', 'b', 'c'] as const).flatMap((model): Parameter[] => [
    {
      name: `${model}_depth`,
      type: 'integer',
      low: 1,
      high: 8,
      when: { parameter: 'model', is: [model] },
    },
    {
      name: `${model}_rate`,
      type: 'float',
      low: 0,
      high: 1,
      when: { parameter: 'model', is: [model] },
    },
  ]),
];

function conditional(values: ParameterValues): number {
  const model = String(values.model);
  const depth = Number(values[`${model}_depth`]);
  const rate = Number(values[`${model}_rate`]);
  const base =
    (Math.log10(Number(values.lr)) + 2.5) ** 2 + (Math.log2(Number(values.width)) - 7) ** 2 / 4;
  const own = { a: [0.3, 3, 0.2], b: [0, 5, 0.7], c: [1, 1, 0.5] }[model]!;
  return base + own[0]! + 0.1 * (depth - own[1]!) ** 2 + 4 * (rate - own[2]!) ** 2;
}

/** Zitzler, Deb and Thiele 2000: ZDT1 (convex front) and ZDT3 (a front in pieces). */
function zdt(values: ParameterValues, wave: number): readonly number[] {
  const x = vector(values);
  const g = 1 + (9 / (x.length - 1)) * x.slice(1).reduce((sum, value) => sum + value, 0);
  const ratio = x[0]! / g;
  return [x[0]!, g * (1 - Math.sqrt(ratio) - wave * ratio * Math.sin(10 * Math.PI * x[0]!))];
}

const single = (
  name: string,
  parameters: readonly Parameter[],
  loss: (values: ParameterValues) => number,
  best: number,
  noise?: number,
): TestFunction => ({
  ...{ name, parameters, best, losses: (values) => [loss(values)] },
  ...(noise === undefined ? {} : { noise }),
});

const recorded = recordedSurrogate();

export const functions: readonly TestFunction[] = [
  single(
    'branin',
    [
      { name: 'x0', type: 'float', low: -5, high: 10 },
      { name: 'x1', type: 'float', low: 0, high: 15 },
    ],
    branin,
    0.39788735772973816,
  ),
  single('hartmann6', reals(6, 0, 1), hartmann6, -3.322368011391339),
  single('rosenbrock2', reals(2, -2, 2), rosenbrock, 0),
  single('rosenbrock5', reals(5, -2, 2), rosenbrock, 0),
  single('rosenbrock10', reals(10, -2, 2), rosenbrock, 0),
  single('rosenbrock20', reals(20, -2, 2), rosenbrock, 0),
  single('levy4', reals(4, -10, 10), levy, 0),
  single('conditional', conditionalParameters, conditional, 0),
  single('noisy-hartmann6', reals(6, 0, 1), hartmann6, -3.322368011391339, 0.2),
  ...(recorded === null ? [] : [single('recorded', recordedSpace, recorded.loss, recorded.best)]),
  {
    ...{ name: 'zdt1', parameters: reals(6, 0, 1), losses: (values) => zdt(values, 0) },
    ...{ best: 1.1 * 6 - 1 / 3, reference: [1.1, 6] },
  },
  {
    ...{ name: 'zdt3', parameters: reals(6, 0, 1), losses: (values) => zdt(values, 1) },
    ...{ best: 6.7217628297083465, reference: [1.1, 6] },
  },
];
