import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, unroll } from '../support/unroll-command.ts';

/** Lines of numbers that stay with one topic for a while, so that what was just read helps. */
const topics = ['salt and pepper', 'wind and weather', 'thick and thin'];
const text = Array.from({ length: 240 }, (_, i) => `${topics[Math.floor(i / 40) % 3]} ${i % 7}.\n`);

describe('language models on the command line', () => {
  let folder: string;
  const home = () => ['--home', join(folder, 'home')];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'unroll-test-'));
    const file = join(folder, 'topics.txt');
    writeFileSync(file, text.join(''));
    for (const [name, cell] of [
      ['one', 'gru'],
      ['two', 'rnn'],
    ] as const) {
      const settings = [
        ...[
          'hidden_size=16',
          'batch_size=4',
          'bptt=16',
          'max_steps=60',
          'eval_every=30',
          'lr=0.01',
        ],
        `cell=${cell}`,
      ].flatMap((setting) => ['--set', setting]);
      const trained = await unroll([
        ...['train', '--data', file, '--task', 'language-model', '--name', name, ...home()],
        ...settings,
      ]);
      expect(trained.code, trained.errors).toBe(0);
    }
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('write from one prompt, one after the other', async () => {
    const asked = ['generate', 'one', 'two', '--prompt', 'salt', '--length', '12', ...home()];
    const { code, output, errors } = await unroll(asked);
    expect(code, errors).toBe(0);
    expect(output).toMatch(/^── one\nsalt[\s\S]{12}\n── two\nsalt[\s\S]{12}\n$/);
  });

  it('tell the tokens of the likeliest text with their probabilities', async () => {
    const { code, output } = await unroll([
      ...['generate', 'one', '--prompt', 'salt', '--length', '8', '--beam', '4', '--json'],
      ...['--alternatives', '3', '--min-p', '0.1', '--repetition-penalty', '1.2', ...home()],
    ]);
    expect(code).toBe(0);
    const [line] = jsonLines(output) as [{ text: string; written: { text: string }[] }];
    expect(line).toMatchObject({ run: 'one', beam: 4, minP: 0.1, repetitionPenalty: 1.2 });
    expect(line.written.map((token) => token.text).join('')).toBe(line.text);
    expect(line.written[0]).toMatchObject({
      probability: expect.any(Number),
      alternatives: { length: 3 },
    });
  });

  it('leave for others, and start another run although their folder lies beside', async () => {
    const cwd = mkdtempSync(join(folder, 'place-'));
    const exported = await unroll(['export', 'one', ...home()], { cwd });
    expect(exported.code, exported.errors).toBe(0);
    const start = ['import-weights', 'one', '--data', join(folder, 'topics.txt'), '--dry-run'];
    const { code, output, errors } = await unroll([...start, '--json', ...home()], { cwd });
    expect(code, errors).toBe(0);
    expect(jsonLines(output)[0]).toMatchObject({ mapping: { missing: [], leftOver: [] } });
    expect(await unroll(['export', 'one', ...home()], { cwd })).toMatchObject({
      code: 2,
      errors: expect.stringContaining('is not empty'),
    });
    expect(readdirSync(cwd)).toEqual(['one']);
  });

  it('are measured while they adapt, and again as they were', async () => {
    const measure = async (...options: string[]) => {
      const asked = ['eval', 'one', '--split', 'val', '--json', ...options, ...home()];
      const { code, output, errors } = await unroll(asked);
      expect(code, errors).toBe(0);
      return (jsonLines(output)[0]!['metrics'] as Record<string, number>)['val/nats']!;
    };
    const plain = await measure();
    const cached = await measure('--neural-cache', '--cache-theta', '20', '--cache-share', '0.3');
    const moved = await measure('--dynamic', '--dynamic-rate', '0.01');
    expect(cached).not.toBe(plain);
    expect(moved).toBeLessThan(plain);
    expect(await measure()).toBe(plain);
  }, 60_000);

  it('name the nearest preset', async () => {
    const asked = ['train', '--data', join(folder, 'topics.txt'), '--task', 'language-model'];
    const outcome = await unroll([...asked, '--preset', 'awd-lsmt', ...home()]);
    expect(outcome).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/did you mean awd-lstm/),
    });
  });
});
