import { describe, expect, it } from 'vitest';
import { ErrorRates } from '../../../src/tasks/speech/error-rates.ts';
import { LabelNgram } from '../../../src/tasks/speech/label-ngram.ts';
import { Labels } from '../../../src/tasks/speech/labels.ts';

describe('labels', () => {
  it('are the characters of the training transcripts, in order, with the blank after them', () => {
    const labels = Labels.of(['Bad cab', 'a'], 'characters', true);
    expect(labels.tokens).toEqual([' ', 'a', 'b', 'c', 'd']);
    expect([labels.blank, labels.classes]).toEqual([5, 6]);
    expect(labels.decode(labels.encode('A  dab'))).toBe('a dab');
    expect(labels.encode('bad food')).toEqual([2, 1, 4, 0, 4]);
  });

  it('are whole words where asked for', () => {
    const labels = Labels.of(['turn left', 'turn right'], 'words', true);
    expect(labels.tokens).toEqual(['left', 'right', 'turn']);
    expect(labels.decode(labels.encode('turn round left'))).toBe('turn left');
  });

  it('keep case where asked for, and any script', () => {
    expect(Labels.of(['Aa'], 'characters', false).tokens).toEqual(['A', 'a']);
    expect(Labels.of(['你好👋'], 'characters', true).tokens.length).toBe(3);
  });

  it('of nothing are refused', () => {
    expect(() => Labels.of([''], 'characters', true)).toThrow(
      expect.objectContaining({ code: 'empty-text' }),
    );
  });
});

describe('error rates, by hand', () => {
  it.each([
    [[['hello world', 'hello world']], 0, 0, 1],
    // One of six words wrong; three of 22 characters: "cat" to "bats" is c>b and +s, "on " missing is 3.
    [[['the cat sat on the mat', 'the bat sat the mat']], 2 / 6, 4 / 22, 0],
    // More words heard than said: above one.
    [[['no', 'oh no no']], 2, 6 / 2, 0],
    [[['nothing', '']], 1, 1, 0],
    // Over all utterances together: 1 of 3 words, 1 of 11 characters, one of two right.
    [
      [
        ['one two', 'one two'],
        ['four', 'for'],
      ],
      1 / 3,
      1 / 11,
      0.5,
    ],
    // White space at the ends and in rows is nothing.
    [[['a  b', ' a b ']], 0, 0, 1],
  ])('%j', (pairs, wer, cer, accuracy) => {
    const rates = new ErrorRates();
    for (const [reference, hypothesis] of pairs) rates.add(reference!, hypothesis!);
    expect(rates.metrics.wer).toBeCloseTo(wer, 12);
    expect(rates.metrics.cer).toBeCloseTo(cer, 12);
    expect(rates.metrics.accuracy).toBe(accuracy);
  });
});

describe('the n-gram of labels', () => {
  const transcripts = [[0, 1, 0, 1], [0, 1, 1], [2]];
  const ngram = new LabelNgram(transcripts, 3, 3);

  it.each([[[]], [[0]], [[0, 1]], [[2, 2, 2]]])(
    'gives chances that add up to one after %j',
    (before) => {
      const sum = [0, 1, 2, ngram.end].reduce(
        (total, next) => total + Math.exp(ngram.logProbability(before, next)),
        0,
      );
      expect(sum).toBeCloseTo(1, 12);
    },
  );

  it('is Witten and Bell interpolation, by hand', () => {
    // Unigram: 0 and 1 three times each... counted with ends: 0 x3, 1 x4, 2 x1, end x3 of 11.
    const unigram = new LabelNgram(transcripts, 3, 1);
    expect(Math.exp(unigram.logProbability([], 1))).toBeCloseTo((4 + 4 / 4) / (11 + 4), 12);
    // Bigram after 0: three times 1.
    const bigram = new LabelNgram(transcripts, 3, 2);
    const lower = (4 + 4 / 4) / 15;
    expect(Math.exp(bigram.logProbability([0], 1))).toBeCloseTo((3 + lower) / (3 + 1), 12);
  });

  it('finds what it has seen likelier, and nothing impossible', () => {
    expect(ngram.logProbabilityOf([0, 1])).toBeGreaterThan(ngram.logProbabilityOf([1, 2]));
    expect(ngram.logProbabilityOf([2, 0, 2, 0])).toBeGreaterThan(Number.NEGATIVE_INFINITY);
  });
});
