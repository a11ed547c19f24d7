import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataPath } from '../support/data.ts';
import { TestEngine } from '../support/engine.ts';

const trainer = resolve(import.meta.dirname, '../../out/main/trainer.js');
const weights = dataPath('weights/shakespeare_char_lstm.safetensors');
const vocabulary = dataPath('weights/shakespeare_char_lstm.vocab.json');
const keras = dataPath('weights/textgenrnn_weights.hdf5');
const kerasVocabulary = dataPath('weights/textgenrnn_vocab.json');
const text = dataPath('text/tinyshakespeare.txt');

const split = { val_fraction: 0.05, test_fraction: 0.05 };

describe('weights that another program trained', () => {
  it.skipIf(weights === null || vocabulary === null || text === null)(
    'the published character LSTM has its published perplexity, writes, and trains on',
    { timeout: 120_000 },
    async () => {
      const engine = new TestEngine({}, trainer);
      const { dataset } = await engine.handlers['datasets.import']({ path: text! });
      const wished = {
        ...{ path: weights!, vocabulary: vocabulary!, datasetId: dataset.id },
        ...{ task: 'language-model', settings: { ...split, max_steps: 2, samples_every: 0 } },
      };
      const { mapping } = await engine.handlers['weights.plan'](wished);
      expect(mapping.missing).toEqual([]);
      expect(mapping.leftOver).toEqual([]);
      expect(await engine.handlers['runs.list']()).toEqual([]);

      const { run } = await engine.handlers['weights.import'](wished);
      expect(run.state).toBe('paused');
      // In float64, in one pass: 4.3279 and 5.3092.
      expect(run.best['val/ppl']).toBeCloseTo(4.328, 2);
      expect(run.test['test/ppl']).toBeCloseTo(5.309, 2);
      const again = await engine.handlers['runs.evaluate']({ id: run.id, split: 'test' });
      expect(again['test/ppl']).toBeCloseTo(run.test['test/ppl']!, 6);

      // Its own checkpoint is a start for another run, on other data.
      const poem = 'KING: to be, or not to be, that is the question.\n'.repeat(60);
      const other = await engine.import('poem.txt', poem);
      const next = await engine.handlers['weights.import']({
        ...{ ...wished, datasetId: other.id, settings: { batch_size: 4 } },
        path: join(run.directory, 'checkpoints', 'best.safetensors'),
      });
      expect(next.mapping.missing).toEqual([]);
      expect(next.run.settings['embedding_size']).toBe(65);
      expect(next.run.best['val/ppl']).toBeLessThan(15);

      await engine.handlers['runs.resume']({ id: run.id });
      const completed = await engine.reach(run.id, 'completed');
      expect(completed.step).toBe(2);
    },
  );

  it.skipIf(keras === null || kerasVocabulary === null || text === null)(
    'a network that Unroll cannot build is refused with the reason, and leaves nothing',
    { timeout: 120_000 },
    async () => {
      const engine = new TestEngine({}, trainer);
      const { dataset } = await engine.handlers['datasets.import']({ path: text! });
      const wished = {
        ...{ path: keras!, vocabulary: kerasVocabulary!, datasetId: dataset.id },
        ...{ task: 'language-model', settings: split },
      };
      await expect(engine.handlers['weights.import'](wished)).rejects.toMatchObject({
        code: 'weights-incomplete',
        message: expect.stringContaining(
          'no linear layer 128 → 465 in the file, but output 356 → 465',
        ),
      });
      expect(await engine.handlers['runs.list']()).toEqual([]);
      const folder = join(engine.home, 'runs', '.importing');
      expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
      expect(readdirSync(join(engine.home, 'vocabularies'))).toEqual([]);

      const { run, mapping } = await engine.handlers['weights.import']({
        ...wished,
        partial: true,
      });
      expect(mapping.mapped.map(({ target }) => target)).toContain('rnn.1.recurrent_kernel');
      expect(mapping.missing.map(({ target }) => target)).toEqual(['output.kernel', 'output.bias']);
      expect(run.state).toBe('paused');
    },
  );
});
