import { describe, expect, it } from 'vitest';
import { learnTokenizer } from '../../src/datasets/index.ts';
import { temporaryFile } from '../support/files.ts';

const open = (content: string) =>
  learnTokenizer(['never read'], {
    kind: 'character',
    size: 0,
    minCount: 1,
    file: '',
    vocabularyFile: temporaryFile('vocabulary.json', content),
  });

describe('a vocabulary that came with trained weights', () => {
  it('keeps its numbers, and adds <unk> at the end', async () => {
    const tokenizer = await open('{"b": 1, "a": 0, " ": 2}');
    expect([...tokenizer.encode('ab ba')]).toEqual([0, 1, 2, 1, 0]);
    expect(tokenizer.size).toBe(4);
    expect(tokenizer.unknown).toBe(3);
    expect([...tokenizer.encode('abc')]).toEqual([0, 1, 3]);
  });

  it('takes the number that was left for padding as <unk>', async () => {
    const tokenizer = await open('{"a": 1, "b": 2}');
    expect(tokenizer.size).toBe(3);
    expect(tokenizer.unknown).toBe(0);
  });

  it('knows how others call <unk>, and reads lists', async () => {
    const tokenizer = await open('["a", "[UNK]", "b"]');
    expect(tokenizer.size).toBe(3);
    expect(tokenizer.unknown).toBe(1);
  });

  it.each(['{"a": 0, "b": 0}', '[]', '{"a": 9000}', '12', 'a b c', '["a", "a"]'])(
    'refuses %s',
    async (content) => {
      await expect(open(content)).rejects.toMatchObject({ code: 'unusable-vocabulary' });
    },
  );
});
