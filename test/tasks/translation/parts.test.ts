import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/contract/index.ts';
import type { ParallelText } from '../../../src/datasets/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { makeParts } from '../../../src/tasks/translation/parts.ts';
import { keyShare, sentenceKey } from '../../../src/tasks/translation/sentence-key.ts';

const settings = (changes: Record<string, unknown> = {}) =>
  parseSettings(taskDescriptor('translation').settings, {
    val_fraction: 0.2,
    test_fraction: 0.2,
    ...changes,
  });

function textOf(
  pairs: readonly (readonly [string, string])[],
  parts: ParallelText['parts'] = [{ split: null, start: 0, end: pairs.length }],
): ParallelText {
  return {
    sides: ['en', 'fr'],
    source: 'en',
    target: 'fr',
    sources: pairs.map(([source]) => source),
    targets: pairs.map(([, target]) => target),
    parts,
    encoding: 'UTF-8',
    diagnoses: [],
  };
}

const many = Array.from({ length: 2000 }, (_, i): [string, string] => [
  `Sentence number ${i % 900}${i % 2 === 0 ? '.' : '!'}`,
  `Phrase numéro ${i}.`,
]);

describe('the split', () => {
  const { train, val, test } = makeParts(textOf(many), settings());

  it('never has one source sentence in two parts, whatever its signs and capitals', () => {
    const keys = [train, val, test].map(({ sources }) => new Set(sources.map(sentenceKey)));
    for (const [index, own] of keys.entries()) {
      for (const other of keys.slice(index + 1)) {
        expect([...own].filter((key) => other.has(key))).toEqual([]);
      }
    }
    expect(train.sources.length + val.sources.length + test.sources.length).toBe(2000);
  });

  it('takes about the shares that were asked for', () => {
    expect(val.sources.length / 2000).toBeCloseTo(0.2, 1);
    expect(test.sources.length / 2000).toBeCloseTo(0.2, 1);
  });

  it('leaves every sentence in its part when data is added', () => {
    const more = [...many, ['Another one.', 'Une autre.'] as const];
    const grown = makeParts(textOf(more), settings());
    expect(grown.test.sources.slice(0, test.sources.length)).toEqual(test.sources);
  });

  it('spreads keys evenly', () => {
    const shares = Array.from({ length: 10_000 }, (_, i) => keyShare(`sentence ${i}`));
    for (const edge of [0.1, 0.5, 0.9]) {
      const below = shares.filter((share) => share < edge).length / shares.length;
      expect(Math.abs(below - edge)).toBeLessThan(0.02);
    }
  });

  it('keeps the parts that the data names, and takes their sources out of training', () => {
    const parts = [
      { split: 'train', start: 0, end: 1500 },
      { split: 'val', start: 1500, end: 2000 },
    ] as const;
    const own = makeParts(textOf(many, parts), settings({ test_fraction: 0 }));
    expect(own.val.sources).toHaveLength(500);
    const held = new Set(own.val.sources.map(sentenceKey));
    expect(own.train.sources.some((source) => held.has(sentenceKey(source)))).toBe(false);
    expect(own.left.leaking).toBe(1500 - own.train.sources.length);
    expect(own.test.sources).toEqual([]);
  });
});

describe('few sentences with many translations', () => {
  const few = (sentences: number) =>
    Array.from({ length: 10 * sentences }, (_, i): [string, string] => [
      `Sentence ${Math.floor(i / 10)}.`,
      `Satz ${i}.`,
    ]);

  it.each([3, 4, 7, 20])('put each of %i whole into one part, and leave none empty', (count) => {
    const { train, val, test } = makeParts(
      textOf(few(count)),
      settings({ val_fraction: 0.02, test_fraction: 0.02 }),
    );
    const keys = [train, val, test].map(({ sources }) => new Set(sources));
    for (const own of keys) expect(own.size).toBeGreaterThan(0);
    expect(keys.reduce((sum, own) => sum + own.size, 0)).toBe(count);
    expect(train.sources.length + val.sources.length + test.sources.length).toBe(10 * count);
    expect(keys[0]!.size).toBeGreaterThanOrEqual(keys[1]!.size);
  });

  it('leave something to learn from where the shares hold nearly all', () => {
    const parts = makeParts(textOf(few(3)), settings({ val_fraction: 0.5, test_fraction: 0.45 }));
    for (const { sources } of [parts.train, parts.val, parts.test])
      expect(new Set(sources).size).toBe(1);
  });

  it.each([
    [1, {}, 'val_fraction'],
    [2, {}, 'test_fraction'],
  ] as const)('of %i say which part has nothing', (count, changes, where) => {
    expect(() => makeParts(textOf(few(count)), settings(changes))).toThrowError(
      expect.objectContaining({ code: 'too-few-pairs', where }),
    );
  });
});

describe('what is learnt', () => {
  it('leaves out what is empty, double, long or of odd lengths, and tells how much', () => {
    const pairs = [
      ['', 'vide'],
      ['empty', ''],
      ['Hello there.', 'Bonjour.'],
      ['Hello there.', 'Bonjour.'],
      ['Yes', 'oui '.repeat(20).trim()],
      ['word '.repeat(30).trim(), 'mot '.repeat(30).trim()],
      ...many.slice(0, 100),
    ] as const;
    const { left, train } = makeParts(textOf(pairs), settings({ max_words: 25, test_fraction: 0 }));
    expect(left).toMatchObject({ empty: 2, duplicate: 1 });
    // These two stay where they fall into validation.
    expect(left.odd + left.long).toBeLessThanOrEqual(2);
    for (const source of train.sources) expect(source.split(' ').length).toBeLessThanOrEqual(25);
  });

  it.each([
    [[['', '']], {}, 'too-few-pairs'],
    [many, { val_fraction: 0.6, test_fraction: 0.4 }, 'no-training-text'],
  ] as const)('refuses what leaves nothing (%#)', (pairs, changes, code) => {
    expect(() => makeParts(textOf(pairs), settings(changes))).toThrowError(
      expect.objectContaining({ code }),
    );
  });
});
