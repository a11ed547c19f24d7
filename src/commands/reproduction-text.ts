import { strongestRow } from '../reproduce/figures.ts';
import { boundText, figureOrDash, loadText, type Outcome } from '../reproduce/outcome.ts';
import type { Reproduction } from '../reproduce/reproduction.ts';
import { duration } from './terminal/figures.ts';
import type { Terminal } from './terminal/terminal.ts';
import { textTable } from './terminal/text-table.ts';

/** One line a row: name, must, goal, published figure, expected minutes. */
export function listOfRows(rows: readonly Reproduction[], terminal: Terminal): string {
  return textTable({
    head: ['row', 'figure', 'must', 'goal', 'published', 'minutes'],
    rows: rows.map((row) => {
      const target = row.targets[0]!;
      return [
        terminal.colors.bold(row.name),
        target.label,
        target.must?.text ?? '–',
        target.goal?.text ?? '–',
        publishedText(row),
        String(row.minutes),
      ];
    }),
    right: (column) => column === 5,
  });
}

function publishedText({ published: [first] }: Reproduction): string {
  return first === undefined ? '–' : `${first.value} (${first.source})`;
}

/** The same for programs. */
export function rowJson(row: Reproduction): Record<string, unknown> {
  const { name, title, task, targets, published, minutes, data, seeds } = row;
  const [first] = targets;
  return {
    name,
    title,
    task,
    figure: first?.label,
    must: first?.must?.text ?? null,
    goal: first?.goal?.text ?? null,
    targets: targets.map(({ label, metric, must, goal }) => ({
      label,
      metric,
      must: must?.text ?? null,
      goal: goal?.text ?? null,
    })),
    published,
    minutes,
    trials: row.trials.map(({ label }) => label),
    seeds,
    data: { files: data.files, source: data.source, bundled: data.sample !== undefined },
  };
}

/** What a row came to, for a person. */
export function outcomeText(outcome: Outcome, terminal: Terminal): string {
  const { reproduction, results, trained, seconds } = outcome;
  const { colors } = terminal;
  const judged = (text: string, verdict: string) => {
    if (verdict === 'met') return colors.green(text);
    return verdict === 'missed' ? colors.red(text) : text;
  };
  const table = textTable({
    head: [reproduction.name, 'measured', 'must', 'goal', 'strongest naive row'],
    rows: results.map(({ target, figure, must, goal, naive }) => [
      target.label,
      colors.bold(figureOrDash(figure)),
      judged(boundText(target.must, must), must),
      judged(boundText(target.goal, goal), goal),
      naive === null ? '–' : `${figureOrDash(naive.value)} (${naive.label})`,
    ]),
    right: (column) => column === 1,
  });
  const published = reproduction.published.map(
    ({ value, what, source }) => `published: ${value}, ${what} (${source})`,
  );
  const own = reproduction.table?.(trained);
  const shared = loadText(outcome);
  const verdicts = trained.length > 4 ? [] : trained.map(({ run }) => run.verdict);
  const lines = [
    table,
    '',
    ...published,
    ...(own === undefined ? [] : ['', textTable({ head: own.head, rows: own.rows }), '']),
    ...verdicts.filter((verdict) => verdict !== null),
    `${trained.length} ${trained.length === 1 ? 'run' : 'runs'}, ${duration(seconds)} of training${shared === null ? '' : `, ${shared}`}`,
    ...(outcome.isSameData === false
      ? ['The data file is another than the one that the published figures are for.']
      : []),
    ...(outcome.quick === null ? [] : ['A quick run: these figures say nothing yet.']),
  ];
  return lines.join('\n');
}

/** One JSON line for programs. */
export function outcomeJson(outcome: Outcome): Record<string, unknown> {
  const { reproduction, results, trained, seconds, load, date, version } = outcome;
  return {
    name: reproduction.name,
    quick: outcome.quick !== null,
    figures: results.map(({ target, figure, must, goal, naive }) => ({
      label: target.label,
      figure,
      must,
      goal,
      naive,
    })),
    published: reproduction.published,
    runs: trained.map(({ trial, run }) => ({
      trial: trial.label,
      run: run.name,
      seed: run.seed,
      seconds: run.seconds,
      best: run.best,
      test: run.test,
      baseline: strongestRow([{ trial, run }], reproduction.targets[0]!.metric)?.baseline.name,
    })),
    seconds,
    load,
    date,
    version,
    same_data: outcome.isSameData,
  };
}
