import { describe, expect, it } from 'vitest';
import { type Baseline, strongestBaseline } from '../../src/contract/index.ts';
import { classificationVerdict } from '../../src/tasks/classification/verdict.ts';
import { figuresApart, judge, percentApart } from '../../src/tasks/judged.ts';

const row = (name: string, metrics: Baseline['metrics']): Baseline => ({
  name,
  label: name,
  metrics,
});

describe('figures of a verdict', () => {
  it('have three digits, and as many more as tell them apart', () => {
    expect(figuresApart(0.0066557, 0.0064588)).toEqual(['0.00666', '0.00646']);
    expect(figuresApart(0.017861, 0.017859)).toEqual(['0.017861', '0.017859']);
    expect(percentApart(0.1229, 0.1231)).toEqual(['12.29 %', '12.31 %']);
    expect(figuresApart(8.5171, 8.5174, 4)).toEqual(['8.5171', '8.5174']);
  });

  it('are short of equal values, and end at six digits', () => {
    expect(figuresApart(0.12345678, 0.12345678)).toEqual(['0.123', '0.123']);
    expect(figuresApart(0.12345678, 0.12345679)).toEqual(['0.123457', '0.123457']);
  });

  it('do not say that a network loses to the figure that it has itself', () => {
    const test = { 'test/loss': 2.081, 'test/accuracy': 0.1229 };
    const baselines = [row('guess', { 'test/loss': 2.08, 'test/accuracy': 0.1231 })];
    expect(classificationVerdict({}, test, baselines, 'steps')).toMatch(
      /^Loses to a simple guess, guess: 12\.29 % .* against 12\.31 %\./,
    );
  });
});

describe('what a run is judged by', () => {
  const rows = [
    row('a', { 'val/mse': 3, 'test/mse': 5, 'val/accuracy': 0.2 }),
    row('b', { 'val/mse': 4, 'test/mse': 2, 'val/accuracy': 0.7 }),
    row('c', { 'val/mse': Number.NaN }),
  ];

  it('is the test part, or the validation part where there is none', () => {
    const tested = judge({ 'val/mse': 1 }, { 'test/mse': 2 }, rows, 'mse');
    expect(tested.part).toBe('test');
    expect(tested.value('mse')).toBe(2);
    expect(tested.rival('mse')).toEqual({ baseline: rows[1], value: 2 });
    const early = judge({ 'val/mse': 1 }, {}, rows, 'mse');
    expect(early.part).toBe('validation');
    expect(early.value('mse')).toBe(1);
    expect(early.rival('mse')).toEqual({ baseline: rows[0], value: 3 });
  });

  it('is held against the row that is best by the metric’s own direction', () => {
    expect(strongestBaseline(rows, 'val/accuracy')).toMatchObject({ value: 0.7 });
    expect(strongestBaseline(rows, 'val/wer')).toBeNull();
    expect(strongestBaseline([], 'val/mse')).toBeNull();
  });
});
