import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.ts';

const root = resolve(import.meta.dirname, '../..');
const trainer = resolve(root, 'out/main/trainer.js');
const text = readFileSync(resolve(root, 'build/resources/samples/tinyshakespeare.txt'), 'utf8');

describe('the search for a learning rate', () => {
  it('rises until the loss runs away, suggests what falls, and makes no run', {
    timeout: 60_000,
  }, async () => {
    const engine = new TestEngine({}, trainer);
    const { id } = await engine.import('shakespeare.txt', text.slice(0, 30_000));
    const settings = { hidden_size: 16, dropout: 0, batch_size: 8, bptt: 16, seed: 3 };
    const wished = { datasetId: id, task: 'language-model', settings };
    const found = await engine.handlers['rates.find']({
      ...wished,
      low: 1e-5,
      high: 30,
      steps: 80,
    });
    expect(found.rates[0]).toBeCloseTo(1e-5, 12);
    expect(found.losses[0]).toBeCloseTo(Math.log(60), 0);
    expect(found.steepest).toBeGreaterThan(1e-4);
    expect(found.steepest).toBeLessThan(1);
    expect(Math.min(...found.smoothed)).toBeLessThan(found.smoothed[10]! - 0.2);
    expect(await engine.handlers['runs.list']()).toEqual([]);
    const falling = engine.handlers['rates.find']({ ...wished, low: 1, high: 1e-3, steps: 20 });
    await expect(falling).rejects.toMatchObject({ code: 'falling-ramp' });
  });
});
