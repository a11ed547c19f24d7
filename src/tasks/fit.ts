import {
  type DatasetSummary,
  type Problem,
  type Settings,
  UnrollError,
} from '../contract/index.ts';

/**
 * Looks at one thing that data may not be able to serve, told from its summary alone: a task
 * descriptor's companion, free of tensors. What might yet be trained is let pass: where the summary
 * does not tell, the session finds out.
 * @param settings every setting of the task, each right by itself
 * @throws UnrollError whose `where` is the setting to change
 */
export type FitCheck = (summary: DatasetSummary, settings: Settings) => void;

type SummaryOf<Kind extends DatasetSummary['kind']> = Extract<DatasetSummary, { kind: Kind }>;

/** A check of one kind of data, which lets every other kind pass. */
export function ofKind<Kind extends DatasetSummary['kind']>(
  kind: Kind,
  check: (summary: SummaryOf<Kind>, settings: Settings) => void,
): FitCheck {
  return (summary, settings) => {
    if (summary.kind === kind) check(summary as SummaryOf<Kind>, settings);
  };
}

/** One problem for each setting that data cannot serve. */
export function misfitsIn(
  checks: readonly FitCheck[],
  summary: DatasetSummary,
  settings: Settings,
): Problem[] {
  const found = new Map<string, Problem>();
  for (const check of checks) {
    try {
      check(summary, settings);
    } catch (error) {
      if (!(error instanceof UnrollError)) throw error;
      const setting = error.where ?? 'task';
      if (!found.has(setting)) found.set(setting, error.toProblem());
    }
  }
  return [...found.values()];
}
