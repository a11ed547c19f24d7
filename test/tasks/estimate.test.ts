import { describe, expect, it } from 'vitest';
import type { Dataset, Run } from '../../src/contract/index.ts';
import { taskDescriptor } from '../../src/tasks/descriptors.ts';
import { estimate, type Machine } from '../../src/tasks/estimate.ts';

const languageModel = taskDescriptor('language-model');

const text: Dataset = {
  id: 1,
  projectId: 1,
  name: 'tinyshakespeare.txt',
  originalPath: '/data/tinyshakespeare.txt',
  path: '/home/tinyshakespeare.txt',
  createdAt: 0,
  removedAt: null,
  format: 'text',
  compression: null,
  bytes: 1_115_394,
  hash: '0',
  diagnoses: [],
  suggestions: [],
  summary: {
    kind: 'text',
    characters: 1_115_394,
    distinctCharacters: 65,
    words: 200_000,
    distinctWords: 25_000,
    lines: 40_000,
    longestLine: 80,
    spaced: true,
    encoding: 'UTF-8',
    lineEnding: 'lf',
    preview: [],
    topCharacters: [],
  },
};

const guess = (
  settings: Record<string, number | string>,
  machine: Machine | null = { gflops: 150, compiled: true },
) => estimate(text, languageModel, settings, machine, []);

describe('the estimate before the first step', () => {
  it('counts the parameters of a stacked LSTM with one bias, embedding and output', () => {
    const counted = guess({ embedding_size: 256, num_layers: 2, hidden_size: 256, cell: 'lstm' });
    expect(counted?.parameters).toBe(2 * 4 * 256 * (256 + 256 + 1) + 65 * (256 + 257));
  });

  it('says nothing where nothing is known of the machine', () => {
    expect(guess({}, null)).toBeNull();
  });

  it('grows with the epochs and stops at the time limit', () => {
    const ten = guess({ max_epochs: 10 })!;
    const twenty = guess({ max_epochs: 20 })!;
    expect(twenty.seconds).toBeCloseTo(2 * ten.seconds, 6);
    expect(guess({ max_epochs: 100_000, max_minutes: 1.5 })).toMatchObject({
      seconds: 90,
      limitedByTime: true,
    });
  });

  it('ends at the last step where that comes first', () => {
    const whole = guess({ max_epochs: 10 })!;
    const part = guess({ max_epochs: 10, max_steps: 20 })!;
    expect(part.epochs).toBeLessThan(1);
    expect(part.seconds / part.epochs).toBeCloseTo(whole.seconds / 10, 6);
  });

  it('says nothing of data of another kind', () => {
    const machine = { gflops: 150, compiled: true };
    expect(estimate(text, taskDescriptor('forecasting'), {}, machine, [])).toBeNull();
  });

  describe('with finished runs of the same kind', () => {
    const settings = { ...defaults(), max_epochs: 10 };
    const runWith = (kernel: string, seconds: number) => {
      const run = { task: 'language-model', settings, epoch: 5, seconds, environment: { kernel } };
      return { run: run as unknown as Run, dataset: text };
    };
    const secondsAfter =
      (...past: ReturnType<typeof runWith>[]) =>
      (machine: Machine | null) =>
        estimate(text, languageModel, settings, machine, past)!.seconds;

    it('takes their pace over the assumed one, however fast the machine was measured', () => {
      const seconds = secondsAfter(runWith('native', 500));
      expect(seconds({ gflops: 100, compiled: true })).toBeCloseTo(1000, 6);
      expect(seconds({ gflops: 250, compiled: true })).toBeCloseTo(1000, 6);
      expect(seconds(null)).toBeCloseTo(1000, 6);
    });

    it('goes by those that ran on the same kind of kernel', () => {
      const seconds = secondsAfter(runWith('tensorflow-bptt', 1500), runWith('native', 500));
      expect(seconds({ gflops: 100, compiled: true })).toBeCloseTo(1000, 6);
      expect(seconds({ gflops: 100, compiled: false })).toBeCloseTo(3000, 6);
    });
  });

  it('assumes more of compiled kernels', () => {
    expect(guess({})!.seconds).toBeLessThan(guess({}, { gflops: 150, compiled: false })!.seconds);
  });
});

function defaults(): Record<string, string | number | boolean | readonly string[]> {
  return Object.fromEntries(
    languageModel.settings.map((setting) => [setting.name, setting.default]),
  );
}
