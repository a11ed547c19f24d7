import { describe, expect, it } from 'vitest';
import {
  findingOf,
  LyapunovExponents,
  memoryLength,
  singularValues,
} from '../../src/diagnostics/index.ts';

describe('the memory length', () => {
  it('is the tau of an exponential fall', () => {
    const norms = Array.from({ length: 40 }, (_, lag) => 3 * Math.exp(-lag / 7));
    expect(memoryLength(norms)).toBeCloseTo(7, 9);
  });

  it('is endless where nothing falls, and one step where nothing is left', () => {
    expect(memoryLength([1, 1.1, 1.2, 1.3])).toBeNull();
    expect(memoryLength([1, 0, 0, 0])).toBe(1);
  });

  it('says nothing of too little', () => {
    expect(memoryLength([1])).toBeNull();
    expect(memoryLength([])).toBeNull();
  });
});

describe('singular values', () => {
  it('are those of a known product', () => {
    // A diagonal between two rotations.
    const [a, b] = [0.3, 1.1];
    const rotate = (angle: number) => [
      [Math.cos(angle), -Math.sin(angle)],
      [Math.sin(angle), Math.cos(angle)],
    ];
    const times = (left: number[][], right: number[][]) =>
      left.map((row) =>
        right[0]!.map((_, j) => row.reduce((sum, v, k) => sum + v * right[k]![j]!, 0)),
      );
    const matrix = times(
      times(rotate(a), [
        [2, 0],
        [0, 0.25],
      ]),
      rotate(b),
    );
    const found = singularValues(matrix);
    expect(found[0]).toBeCloseTo(2, 12);
    expect(found[1]).toBeCloseTo(0.25, 12);
  });

  it('of a matrix that loses a direction end in 0', () => {
    const found = singularValues([
      [1, 2],
      [2, 4],
    ]);
    expect(found[0]).toBeCloseTo(5, 12);
    expect(found[1]).toBeCloseTo(0, 12);
  });
});

describe('Lyapunov exponents', () => {
  it('of one linear step are the logarithms of its eigenvalues', () => {
    // Symmetric with eigenvalues 1.5 and 0.5.
    const step = [
      [1, 0.5],
      [0.5, 1],
    ];
    const found = new LyapunovExponents(2, 2);
    for (let i = 0; i < 1000; i++) {
      found.add(
        found.directions.map((v) =>
          Float64Array.from(step, (row) => row.reduce((sum, value, k) => sum + value * v[k]!, 0)),
        ),
      );
    }
    const [first, second] = found.exponents;
    expect(first).toBeCloseTo(Math.log(1.5), 2);
    expect(second).toBeCloseTo(Math.log(0.5), 2);
    // What is carried keeps its volume to the last digit: the sum is the logarithm of |determinant|.
    expect(first! + second!).toBeCloseTo(Math.log(0.75), 10);
  });
});

describe('what is found', () => {
  const layer = {
    name: 'rnn.0',
    cell: 'rnn',
    lags: Array.from({ length: 100 }, (_, lag) => Math.exp(-lag / 4)),
    memory: 4,
    singularValues: [0.9],
    lyapunov: [-0.25],
    gates: [],
    timeConstant: null,
    gradientNorm: 1,
  };
  const settings = {
    cell: 'rnn',
    lr: 0.01,
    clip_norm: 5,
    forget_bias: 1,
    layer_norm: false,
    pooling: 'last',
  };

  it('says that a simple network forgets, why, and what helps', () => {
    const { finding, advice } = findingOf([layer], 100, settings);
    expect(finding.code).toBe('forgets-without-gates');
    expect(finding.message).toMatch(/falls to 1\/e every 4 steps.*no gate/);
    expect(advice.map(({ settings: own }) => own)).toEqual([
      { cell: 'gru' },
      { pooling: 'attention' },
    ]);
  });

  it('says that gradients explode, and how to calm them', () => {
    const lags = Array.from({ length: 100 }, (_, lag) => 1.1 ** lag);
    const { finding, advice } = findingOf(
      [{ ...layer, lags, memory: null, lyapunov: [Math.log(1.1)] }],
      100,
      settings,
    );
    expect(finding).toMatchObject({
      code: 'explodes',
      message: expect.stringContaining('1.1 times'),
    });
    expect(advice.map(({ code }) => code)).toContain('clip');
  });

  it('has nothing to say against a network that remembers', () => {
    const { finding, advice } = findingOf([{ ...layer, memory: 80 }], 100, settings);
    expect(finding.code).toBe('remembers');
    expect(advice).toEqual([]);
  });
});
