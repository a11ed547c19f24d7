import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readWordVectors } from '../../src/datasets/index.ts';
import { dataPath } from '../support/data.ts';
import { temporaryFile } from '../support/files.ts';

const wanted = new Set(['the', 'new york', 'cat']);

describe('word vectors', () => {
  const glove = dataPath('vectors/glove.6B.50d.first4000.txt');
  it.skipIf(glove === null)('of GloVe', async () => {
    const { width, vectors } = await readWordVectors(glove!, wanted, 'embedding_file');
    expect(width).toBe(50);
    expect([...vectors.keys()]).toEqual(['the']);
    expect(vectors.get('the')![0]).toBeCloseTo(0.418, 6);
    expect(vectors.get('the')![1]).toBeCloseTo(0.24968, 6);
  });

  const text = '3 2\nthe 1 -2.5\nnew york 3e-1 4\ndog 5 6\n';
  it('of word2vec and fastText, with a header and words that hold spaces, also in gzip', async () => {
    for (const path of [
      temporaryFile('a.vec', text.replaceAll('york', 'york')),
      temporaryFile('a.vec.gz', gzipSync(text)),
    ]) {
      const { width, vectors } = await readWordVectors(path, wanted, 'embedding_file');
      expect(width).toBe(2);
      expect([...vectors]).toEqual([
        ['the', Float32Array.of(1, -2.5)],
        ['new york', Float32Array.of(0.3, 4)],
      ]);
    }
  });

  it.each([
    ['the 1 2\ncat 1\n', 'line 2'],
    ['the 1 2\ncat 1 x\n', 'line 2'],
    ['', 'empty'],
    ['the,1,2\n', 'line 1'],
  ])('%j is refused with the place', async (content, why) => {
    await expect(
      readWordVectors(temporaryFile('a.txt', content), wanted, 'embedding_file'),
    ).rejects.toMatchObject({
      code: 'unusable-vectors',
      message: expect.stringContaining(why),
    });
  });

  it('a missing file is told, packed or not', async () => {
    for (const path of ['/nowhere/a.txt', '/nowhere/a.txt.gz']) {
      await expect(readWordVectors(path, wanted, 'embedding_file')).rejects.toMatchObject({
        message: expect.stringContaining('no such file'),
      });
    }
  });
});
