import { describe, expect, it } from 'vitest';
import { textMetrics } from '../../../src/tasks/language-model/metrics.ts';
import { languageModelVerdict } from '../../../src/tasks/language-model/verdict.ts';

describe('textMetrics', () => {
  it('gives a fair coin one bit and perplexity two', () => {
    const values = textMetrics(10 * Math.LN2, 10, { characters: 40, bytes: 50 });
    expect(values['nats']).toBeCloseTo(Math.LN2, 12);
    expect(values['bits']).toBeCloseTo(1, 12);
    expect(values['ppl']).toBeCloseTo(2, 12);
    expect(values['bpc']).toBeCloseTo(0.25, 12);
    expect(values['bpb']).toBeCloseTo(0.2, 12);
  });

  it('has nothing to say of an empty part', () => {
    expect(textMetrics(0, 0, { characters: 0, bytes: 0 })).toEqual({});
  });
});

describe('languageModelVerdict', () => {
  const baselines = [
    { name: 'unigram', label: '', metrics: { 'val/nats': 3.3, 'test/nats': 3.4 } },
    { name: '5-gram', label: '', metrics: { 'val/nats': 1.669, 'test/nats': 1.7 } },
  ];

  it('compares with the best n-gram on the test part where there is one', () => {
    const sentence = languageModelVerdict(
      { 'val/nats': 1.5 },
      { 'test/nats': 1.6 },
      baselines,
      'character',
    );
    expect(sentence).toBe(
      'Beats the best table of counts, a 5-gram: 1.600 nats a character against 1.700 on the test part, perplexity 4.95 against 5.47.',
    );
  });

  it('says so when it loses, on the validation part without a test', () => {
    const sentence = languageModelVerdict({ 'val/nats': 2 }, {}, baselines, 'word');
    expect(sentence).toMatch(
      /^Loses to .* 5-gram: 2\.000 nats a word against 1\.669 on the validation part/,
    );
  });

  it('claims nothing without a measurement', () => {
    expect(languageModelVerdict({}, {}, baselines, 'word')).toMatch(/before its first measurement/);
  });
});
