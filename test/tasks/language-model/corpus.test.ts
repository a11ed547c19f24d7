import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/contract/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { makeCorpus } from '../../../src/tasks/language-model/corpus.ts';

const settings = (changes: Record<string, unknown>) =>
  parseSettings(taskDescriptor('language-model').settings, { batch_size: 2, ...changes });

describe('makeCorpus', () => {
  it('cuts characters exactly and knows the training part alone', () => {
    const text = `${'ab'.repeat(45)}xyxyxyxyxy`;
    const corpus = makeCorpus(text, settings({}));
    expect(corpus.train.tokens).toHaveLength(90);
    expect(corpus.val.tokens).toHaveLength(10);
    expect(corpus.test.tokens).toHaveLength(0);
    expect(corpus.vocabulary.size).toBe(3);
    expect([...corpus.val.tokens]).toEqual(Array(10).fill(0));
    expect(corpus.val.characters).toBe(9);
  });

  it('has a test part at the end where one is asked for', () => {
    const corpus = makeCorpus('abcdefghij'.repeat(10), settings({ test_fraction: 0.2 }));
    const lengths = [corpus.train, corpus.val, corpus.test].map((part) => part.tokens.length);
    expect(lengths).toEqual([70, 10, 20]);
  });

  it('does not cut a word or a character of two code units', () => {
    const words = makeCorpus(
      'alpha beta gamma '.repeat(10),
      settings({ tokens: 'word', val_fraction: 0.31 }),
    );
    for (const part of [words.train, words.val]) {
      expect(part.tokens.every((token) => token > 0)).toBe(true);
    }
    const signs = makeCorpus('𝄞'.repeat(51), settings({ val_fraction: 0.5 }));
    expect(signs.train.tokens.length + signs.val.tokens.length).toBe(51);
    expect(signs.vocabulary.size).toBe(2);
  });

  it('counts the characters behind words, the first word excepted', () => {
    const corpus = makeCorpus(
      'one two six '.repeat(20),
      settings({ tokens: 'word', val_fraction: 0.05 }),
    );
    const text = 'one two six '.repeat(20).slice(-(corpus.val.characters + 3));
    expect(corpus.val.tokens).toHaveLength(text.trim().split(/\s+/).length);
  });

  it('keeps only frequent tokens when asked', () => {
    const text = `${'a '.repeat(50) + 'b '.repeat(20)}c ${'a '.repeat(20)}`;
    const all = makeCorpus(text, settings({ tokens: 'word' }));
    expect(all.vocabulary.tokens).toEqual(['<unk>', 'a', 'b', 'c']);
    const frequent = makeCorpus(text, settings({ tokens: 'word', min_count: 2 }));
    expect(frequent.vocabulary.tokens).toEqual(['<unk>', 'a', 'b']);
    const two = makeCorpus(text, settings({ tokens: 'word', vocabulary_size: 2 }));
    expect(two.vocabulary.tokens).toEqual(['<unk>', 'a']);
  });

  it.each([
    ['abc', {}, 'text-too-short'],
    ['abcdefghij'.repeat(10), { batch_size: 90 }, 'text-too-short'],
    ['abcdefghij'.repeat(10), { val_fraction: 0.01 }, 'text-too-short'],
    ['abcdefghij'.repeat(10), { val_fraction: 0.5, test_fraction: 0.5 }, 'no-training-text'],
  ])('refuses %s with %j: %s', (text, changes, code) => {
    expect(() => makeCorpus(text, settings(changes))).toThrowError(
      expect.objectContaining({ code }),
    );
  });
});
