import type { DatasetSummary, TaskSuggestion } from './records/index.ts';
import type { Setting } from './settings.ts';

/**
 * What the engine, the command line and the window know of a task without loading TensorFlow.
 * The working part of a task lives beside it and runs only in a trainer.
 */
export interface TaskDescriptor {
  /** As on the command line: `forecasting`, `language-model`. */
  readonly id: string;
  readonly label: string;
  /** One sentence for a beginner. */
  readonly help: string;
  /** Kinds of data it accepts. */
  readonly accepts: readonly DatasetSummary['kind'][];
  /** Every setting of the task with the task's own defaults: data, model, training. */
  readonly settings: readonly Setting[];
  /** The metric that decides "best", early stopping and the plateau schedule: `val/mse`. */
  readonly primaryMetric: string;
  /** What a finished run can do: `generate`, `forecast`, `translate`. */
  readonly abilities: readonly Ability[];
}

export type Ability = 'generate' | 'forecast' | 'transcribe' | 'translate';

/** Says whether and how a task fits a data set; a task descriptor's companion, free of tensors. */
export type SuggestTask = (summary: DatasetSummary) => TaskSuggestion | null;
