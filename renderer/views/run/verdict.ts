import { isBetter, type Run } from '../../../src/contract/index.ts';
import { formatChange, formatValue } from '../../charts/format.ts';
import { baselineLabel } from '../../charts/words.ts';
import { m } from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';
import { gainOver, type RankedBaseline, rankedBaselines } from '../runs/run-figures.ts';

/** By what a task is judged in words, though the loss decides which checkpoint is best. */
const toldBy: Readonly<Record<string, string>> = {
  classification: 'val/accuracy',
  translation: 'val/bleu',
};

function percent(share: number): string {
  return `${formatValue(100 * share, 3)} %`;
}

interface Judged {
  /** With the split: that of the test part where it was measured. */
  readonly metric: string;
  readonly best: number;
  readonly baseline: RankedBaseline | null;
  /** Share by which the strongest baseline is beaten; null without one. */
  readonly gain: number | null;
}

/** A run that has ended beside the strongest baseline; null before the first measurement. */
function judged(run: Run, primary: string): Judged | null {
  const wanted = toldBy[run.task];
  const told = wanted !== undefined && run.best[wanted] !== undefined ? wanted : primary;
  const tested = told.replace(/^val\//, 'test/');
  const { [tested]: test } = run.test;
  const metric = test === undefined ? told : tested;
  const best = test ?? run.best[told];
  if (best === undefined) return null;
  const baseline = rankedBaselines(run.baselines, metric)[0] ?? null;
  const gain = baseline === null ? null : gainOver(metric, best, baseline.value);
  return { metric, best, baseline, gain };
}

/** Whether a run beats the strongest baseline, as its sentence says; true without a baseline. */
export function hasWon(run: Run, primary: string): boolean {
  const found = judged(run, primary);
  if (found === null || found.baseline === null) return true;
  return isBetter(found.metric, found.best, found.baseline.value);
}

/**
 * One plain sentence on a run that has ended. The trainer's own words are English; in other languages
 * the same comparison is told from the figures, those of the test part where there are any.
 */
export function verdictOf(run: Run, primary: string): string | null {
  if (run.verdict === null) return null;
  if (getLocale() === 'en') return run.verdict;
  const found = judged(run, primary);
  if (found === null) return null;
  const { metric, best, baseline, gain } = found;
  const value = formatValue(best);
  if (baseline === null || gain === null) return m.run_verdict_plain({ value });
  if (metric.endsWith('/accuracy') && run.task === 'classification') {
    const right = { value: percent(best), reference: percent(baseline.value) };
    const named = { ...right, baseline: baselineLabel(baseline) };
    return gain > 0 ? m.run_verdict_right(named) : m.run_verdict_wrong(named);
  }
  const facts = {
    baseline: baselineLabel(baseline),
    share: formatChange(Math.abs(gain)).slice(1),
    value,
    reference: formatValue(baseline.value),
  };
  return gain > 0 ? m.run_verdict_beats(facts) : m.run_verdict_loses(facts);
}
