import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { chronoBias } from '../../src/models/cells/chrono-bias.ts';
import { cellById } from '../../src/models/cells/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack, type StackConfig } from '../../src/models/recurrent-stack.ts';

beforeAll(async () => {
  await loadBackend();
});

function parametersOf(options: Partial<StackConfig>): ParameterSet {
  const parameters = new ParameterSet();
  const config: StackConfig = {
    ...{ cell: 'lstm', inputSize: 3, hiddenSize: 500, numLayers: 1, dropout: 0 },
    ...{ bidirectional: false, device: 'cpu', kernel: 'reference', ...options },
  };
  new RecurrentStack(config, parameters, new Random(4));
  return parameters;
}

describe('chrono initialisation (arXiv 1804.11188)', () => {
  it('an LSTM forgets after 1 to T steps, evenly, and its input gate is the opposite', () => {
    const steps = 200;
    const parameters = parametersOf({ chronoSteps: steps });
    const bias = [...parameters.get('rnn.0.bias').dataSync()];
    const gate = (index: number) => bias.slice(index * 500, (index + 1) * 500);
    const [input, candidate, forget, output] = [gate(0), gate(1), gate(2), gate(3)];
    // exp(b) is uniform on [1, T - 1]: its mean is T / 2, its deviation (T - 2) / sqrt(12).
    const times = forget.map(Math.exp);
    const mean = times.reduce((sum, time) => sum + time, 0) / 500;
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1 - 1e-5);
    expect(Math.max(...times)).toBeLessThanOrEqual((steps - 1) * (1 + 1e-5));
    const tolerance = (4 * (steps - 2)) / Math.sqrt(12 * 500);
    expect(Math.abs(mean - steps / 2)).toBeLessThan(tolerance);
    for (const [unit, value] of forget.entries()) expect(input[unit]).toBe(-value);
    for (const value of [...candidate, ...output]) expect(value).toBe(0);
    parameters.dispose();
  });

  it.each([
    ['gru', 1],
    ['mingru', -1],
  ] as const)('a %s keeps by its update gate', (id, sign) => {
    const update = new Float32Array(40);
    const candidate = new Float32Array(40);
    const biases = new Map([
      ['update', update],
      ['candidate', candidate],
    ]);
    chronoBias(biases, cellById(id).keeping!, 50, new Random(2));
    for (const value of update) expect(sign * value).toBeGreaterThanOrEqual(0);
    const largest = Math.max(...update.map((value) => sign * value));
    expect(largest).toBeLessThanOrEqual(Math.log(49) + 1e-6);
    expect(largest).toBeGreaterThan(1);
    for (const value of candidate) expect(value).toBe(0);
  });

  it('a simple RNN has no such gate, and 0 steps leave the forget bias', () => {
    expect(cellById('rnn').keeping).toBeNull();
    const unchanged = parametersOf({ cell: 'rnn', chronoSteps: 50, hiddenSize: 10 });
    expect([...unchanged.get('rnn.0.bias').dataSync()]).toEqual(new Array(10).fill(0));
    unchanged.dispose();
    const parameters = parametersOf({ forgetBias: 1, chronoSteps: 0, hiddenSize: 4 });
    const bias = [...parameters.get('rnn.0.bias').dataSync()];
    expect(bias.slice(8, 12)).toEqual([1, 1, 1, 1]);
    parameters.dispose();
  });
});

describe('first values of the recurrent kernel', () => {
  it('identity for each gate', () => {
    const parameters = parametersOf({ recurrentInit: 'identity', hiddenSize: 3, cell: 'gru' });
    const rows = parameters.get('rnn.0.recurrent_kernel').arraySync() as number[][];
    for (const [row, values] of rows.entries()) {
      expect(values).toEqual(values.map((_, column) => (column % 3 === row ? 1 : 0)));
    }
    parameters.dispose();
  });

  it('uniform within one over the root of the units', () => {
    const parameters = parametersOf({ recurrentInit: 'uniform', hiddenSize: 100 });
    const values = parameters.get('rnn.0.recurrent_kernel').dataSync();
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(0.1);
    expect(largest).toBeGreaterThan(0.099);
    parameters.dispose();
  });
});
