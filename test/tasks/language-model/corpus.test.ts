import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/contract/index.ts';
import type { Tokenizer } from '../../../src/datasets/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { makeCorpus } from '../../../src/tasks/language-model/corpus.ts';

const settings = (changes: Record<string, unknown>) =>
  parseSettings(taskDescriptor('language-model').settings, { batch_size: 2, ...changes });

const tokensOf = (tokenizer: Tokenizer) =>
  Array.from({ length: tokenizer.size }, (_, token) => tokenizer.tokenOf(token));

describe('makeCorpus', () => {
  it('cuts characters exactly and knows the training part alone', async () => {
    const text = `${'ab'.repeat(45)}xyxyxyxyxy`;
    const corpus = await makeCorpus(text, settings({}));
    expect(corpus.train.tokens).toHaveLength(90);
    expect(corpus.val.tokens).toHaveLength(10);
    expect(corpus.test.tokens).toHaveLength(0);
    expect(corpus.tokenizer.size).toBe(3);
    expect([...corpus.val.tokens]).toEqual(Array(10).fill(0));
    expect(corpus.val.characters).toBe(9);
  });

  it('has a test part at the end where one is asked for', async () => {
    const corpus = await makeCorpus('abcdefghij'.repeat(10), settings({ test_fraction: 0.2 }));
    const lengths = [corpus.train, corpus.val, corpus.test].map((part) => part.tokens.length);
    expect(lengths).toEqual([70, 10, 20]);
  });

  it('does not cut a word or a character of two code units', async () => {
    const words = await makeCorpus(
      'alpha beta gamma '.repeat(10),
      settings({ tokens: 'word', val_fraction: 0.31 }),
    );
    for (const part of [words.train, words.val]) {
      expect(part.tokens.every((token) => token > 0)).toBe(true);
    }
    const signs = await makeCorpus('𝄞'.repeat(51), settings({ val_fraction: 0.5 }));
    expect(signs.train.tokens.length + signs.val.tokens.length).toBe(51);
    expect(signs.tokenizer.size).toBe(2);
  });

  it('counts the characters behind words, the first word excepted', async () => {
    const corpus = await makeCorpus(
      'one two six '.repeat(20),
      settings({ tokens: 'word', val_fraction: 0.05 }),
    );
    const text = 'one two six '.repeat(20).slice(-(corpus.val.characters + 3));
    expect(corpus.val.tokens).toHaveLength(text.trim().split(/\s+/).length);
  });

  it('keeps only frequent tokens when asked', async () => {
    const text = `${'a '.repeat(50) + 'b '.repeat(20)}c ${'a '.repeat(20)}`;
    const all = await makeCorpus(text, settings({ tokens: 'word' }));
    expect(tokensOf(all.tokenizer)).toEqual(['<unk>', 'a', 'b', 'c']);
    const frequent = await makeCorpus(text, settings({ tokens: 'word', min_count: 2 }));
    expect(tokensOf(frequent.tokenizer)).toEqual(['<unk>', 'a', 'b']);
    const two = await makeCorpus(text, settings({ tokens: 'word', vocabulary_size: 2 }));
    expect(tokensOf(two.tokenizer)).toEqual(['<unk>', 'a']);
  });

  it.each(['byte', 'bpe', 'unigram'])(
    'counts characters and bytes behind %s tokens, so that vocabularies compare',
    async (tokens) => {
      const text = 'été über naïve '.repeat(60);
      const corpus = await makeCorpus(text, settings({ tokens, vocabulary_size: 300 }));
      const { val, tokenizer } = corpus;
      const written = tokenizer.decode(val.tokens);
      const first = tokenizer.decode(val.tokens.subarray(0, 1));
      expect(val.characters).toBe([...written].length - [...first].length);
      expect(val.bytes).toBe(Buffer.byteLength(written) - Buffer.byteLength(first));
      expect(tokenizer.decode(corpus.train.tokens) + written).toBe(text);
    },
  );

  it.each([
    ['abc', {}, 'text-too-short'],
    ['abcdefghij'.repeat(10), { batch_size: 90 }, 'text-too-short'],
    ['abcdefghij'.repeat(10), { val_fraction: 0.01 }, 'text-too-short'],
    ['abcdefghij'.repeat(10), { val_fraction: 0.5, test_fraction: 0.5 }, 'no-training-text'],
  ])('refuses %s with %j: %s', async (text, changes, code) => {
    await expect(makeCorpus(text, settings(changes))).rejects.toMatchObject({ code });
  });
});
