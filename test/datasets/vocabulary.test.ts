import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readText, unknownToken, Vocabulary } from '../../src/datasets/index.ts';
import { dataPath } from '../support/data.ts';

describe('characters', () => {
  it('gives back every text made of known characters, astral ones included', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(text, (written) => {
        const vocabulary = Vocabulary.build(written, { unit: 'characters' });
        expect(vocabulary.decode(vocabulary.encode(written))).toBe(written);
        expect(vocabulary.encode(written)).toHaveLength([...written].length);
      }),
    );
  });

  it('numbers by frequency, ties by character, so that machines agree', () => {
    const vocabulary = Vocabulary.build('bbbaacz', { unit: 'characters' });
    expect(vocabulary.tokens).toEqual([unknownToken, 'b', 'a', 'c', 'z']);
  });

  it('knows nothing that the training text did not show', () => {
    const vocabulary = Vocabulary.build('abc', { unit: 'characters' });
    expect([...vocabulary.encode('a😀d')]).toEqual([1, 0, 0]);
    expect(vocabulary.decode([1, 0])).toBe(`a${unknownToken}`);
  });

  it('drops rare characters and keeps a size', () => {
    const rare = Vocabulary.build('aaabbc', { unit: 'characters', minCount: 2 });
    expect(rare.tokens).toEqual([unknownToken, 'a', 'b']);
    const small = Vocabulary.build('aaabbc', { unit: 'characters', maxSize: 2 });
    expect(small.tokens).toEqual([unknownToken, 'a']);
  });

  const shakespeare = dataPath('text/tinyshakespeare.txt');
  it.runIf(shakespeare)('finds the 65 characters of Tiny Shakespeare', async () => {
    const text = await readText({ path: shakespeare!, format: 'text' });
    const vocabulary = Vocabulary.build(text.slice(0, 1_003_854), { unit: 'characters' });
    expect(vocabulary.size).toBe(66);
    const ids = vocabulary.encode(text);
    expect(ids).toHaveLength(1_115_394);
    expect(ids.includes(0)).toBe(false);
  });
});

describe('words', () => {
  it('keeps apostrophes and hyphens inside words and every mark apart', () => {
    const text = "First Citizen:\nWe're well-known, aren't we? 3.14 <unk>";
    const vocabulary = Vocabulary.build(text, { unit: 'words' });
    expect([...vocabulary.encode(text)].map((id) => vocabulary.tokenOf(id))).toEqual([
      'First',
      'Citizen',
      ':',
      '\n',
      "We're",
      'well-known',
      ',',
      "aren't",
      'we',
      '?',
      '3.14',
      '<unk>',
    ]);
  });

  it('writes words as people do', () => {
    const text = 'Speak, speak. (You are "all" resolved)?\nResolved!';
    const vocabulary = Vocabulary.build(text, { unit: 'words' });
    const written = vocabulary.decode(
      vocabulary.encode('Speak, speak. (You are resolved)?\nResolved!'),
    );
    expect(written).toBe('Speak, speak. (You are resolved)?\nResolved!');
  });

  it('takes each Chinese character for itself and joins without spaces', () => {
    const vocabulary = Vocabulary.build('话说天下大势，分久必合', { unit: 'words' });
    expect(vocabulary.encode('天下大势')).toHaveLength(4);
    expect(vocabulary.decode(vocabulary.encode('天下大势，分久必合'))).toBe('天下大势，分久必合');
  });

  it('ignores case when told to', () => {
    const vocabulary = Vocabulary.build('The the THE', { unit: 'words', lowerCase: true });
    expect(vocabulary.tokens).toEqual([unknownToken, 'the']);
    expect([...vocabulary.encode('tHe')]).toEqual([1]);
  });
});

describe('saved', () => {
  it('comes back the same', () => {
    const vocabulary = Vocabulary.build('to be, or not to be', { unit: 'words', lowerCase: true });
    const again = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
    expect(again.toJSON()).toEqual(vocabulary.toJSON());
    expect(again.encode('Be not')).toEqual(vocabulary.encode('Be not'));
  });

  it.each([[{}], [{ unit: 'words', lowerCase: false, tokens: ['a'] }], [null]])(
    'refuses %j',
    (saved) => {
      expect(() => Vocabulary.fromJSON(saved)).toThrow(/not a vocabulary/);
    },
  );

  it('refuses an empty text', () => {
    expect(() => Vocabulary.build('', { unit: 'characters' })).toThrow(
      expect.objectContaining({ code: 'empty-text' }),
    );
  });
});
