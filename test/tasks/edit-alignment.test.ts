import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignTokens, countEdits, editDistance } from '../../src/tasks/edit-alignment.ts';

const words = (text: string) => (text === '' ? [] : text.split(' '));

describe('alignment', () => {
  it.each([
    ['', '', { hits: 0, substitutions: 0, deletions: 0, insertions: 0 }],
    ['a b c', 'a b c', { hits: 3, substitutions: 0, deletions: 0, insertions: 0 }],
    ['a b c', '', { hits: 0, substitutions: 0, deletions: 3, insertions: 0 }],
    ['', 'a b', { hits: 0, substitutions: 0, deletions: 0, insertions: 2 }],
    [
      'the cat sat on the mat',
      'the bat sat the mat now',
      { hits: 4, substitutions: 1, deletions: 1, insertions: 1 },
    ],
    ['one two', 'two', { hits: 1, substitutions: 0, deletions: 1, insertions: 0 }],
  ])('of "%s" and "%s"', (reference, hypothesis, counts) => {
    expect(countEdits(alignTokens(words(reference), words(hypothesis)))).toEqual(counts);
  });

  it('names each word beside what was heard', () => {
    expect(alignTokens(words('turn left now'), words('turn now please'))).toEqual([
      { reference: 'turn', hypothesis: 'turn' },
      { reference: 'left', hypothesis: 'now' },
      { reference: 'now', hypothesis: 'please' },
    ]);
  });

  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  it('has as many edits as the distance and gives both sides back', () => {
    fc.assert(
      fc.property(text, text, (reference, hypothesis) => {
        const pairs = alignTokens(reference, hypothesis);
        const { substitutions, deletions, insertions } = countEdits(pairs);
        expect(substitutions + deletions + insertions).toBe(editDistance(reference, hypothesis));
        const kept = (side: 'reference' | 'hypothesis') =>
          pairs.map((pair) => pair[side]).filter((token) => token !== null);
        expect(kept('reference')).toEqual(reference);
        expect(kept('hypothesis')).toEqual(hypothesis);
      }),
    );
  });

  it('is a distance: symmetric, zero for equals alone, no shorter way through a third', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a.join() === b.join());
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});
