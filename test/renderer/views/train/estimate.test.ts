import { describe, expect, it } from 'vitest';
import type { Dataset, Run } from '../../../../src/contract/index.ts';
import { estimate } from '../../../../src/contract/index.ts';
import { taskDescriptor } from '../../../../src/tasks/descriptors.ts';

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

const guess = (settings: Record<string, number | string>, gflops: number | null = 150) =>
  estimate(text, languageModel, settings, gflops, []);

describe('the estimate before the first step', () => {
  it('counts the parameters of a stacked LSTM with two biases, as PyTorch does', () => {
    // 4 * 256 * (256 + 256 + 2) for each of two layers, embedding and output 65 x 256 each.
    const counted = guess({ embedding_size: 256, num_layers: 2, hidden_size: 256, cell: 'lstm' });
    expect(counted?.parameters).toBe(2 * 4 * 256 * (256 + 256 + 2) + 65 * (256 + 256));
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

  it('takes the pace of a finished run of the same kind over the assumed one', () => {
    const settings = { ...defaults(), max_epochs: 10 };
    const run = { task: 'language-model', settings, epoch: 5, seconds: 500 } as unknown as Run;
    const past = [{ run, dataset: text }];
    const seen = estimate(text, languageModel, settings, 100, past)!;
    expect(seen.seconds).toBeCloseTo(1000, 6);
  });
});

function defaults(): Record<string, string | number | boolean | readonly string[]> {
  return Object.fromEntries(
    languageModel.settings.map((setting) => [setting.name, setting.default]),
  );
}
