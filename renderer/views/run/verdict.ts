import type { Run } from '../../../src/contract/index.ts';
import { formatChange, formatValue } from '../../charts/format.ts';
import { baselineLabel } from '../../charts/words.ts';
import { m } from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';
import { figuresOf, gainOver, rankedBaselines } from '../runs/run-figures.ts';

/** How a classifier is judged in words, though the loss decides which checkpoint is best. */
const accuracy = 'val/accuracy';

function tellsClasses({ task, best }: Run): boolean {
  return task === 'classification' && best[accuracy] !== undefined;
}

function percent(share: number): string {
  return `${formatValue(100 * share, 3)} %`;
}

/**
 * One plain sentence on a run that has ended. The trainer's own words are English; in other languages
 * the same comparison is told from the figures, those of the test part where there are any.
 */
export function verdictOf(run: Run, primary: string): string | null {
  if (run.verdict === null) return null;
  if (getLocale() === 'en') return run.verdict;
  const told = tellsClasses(run) ? accuracy : primary;
  const tested = told.replace(/^val\//, 'test/');
  const { [tested]: test } = run.test;
  const metric = test === undefined ? told : tested;
  const best = test ?? (told === primary ? figuresOf(run, primary).best : (run.best[told] ?? null));
  if (best === null) return null;
  const baseline = rankedBaselines(run.baselines, metric)[0] ?? null;
  const gain = baseline === null ? null : gainOver(metric, best, baseline.value);
  const value = formatValue(best);
  if (baseline === null || gain === null) return m.run_verdict_plain({ value });
  if (told === accuracy) {
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
