import type { DatasetSummary, TaskSuggestion } from './records/index.ts';
import type { Setting, Settings, SettingValue } from './settings.ts';

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
  /** Whole recipes from the literature; none where it is left out. */
  readonly presets?: readonly Preset[];
  /** The metric that decides "best", early stopping and the plateau schedule: `val/mse`. */
  readonly primaryMetric: string;
  /** Another one where a setting has one of these values; the first that fits counts. */
  readonly primaryMetrics?: readonly {
    readonly when: { readonly setting: string; readonly is: readonly SettingValue[] };
    readonly metric: string;
  }[];
  /** What a finished run can do: `generate`, `forecast`, `translate`; leave as `onnx`. */
  readonly abilities: readonly Ability[];
}

/** Settings that belong together: they stand over what the data suggests, and can then be changed. */
export interface Preset {
  /** As on the command line, kebab case: `awd-lstm`. */
  readonly id: string;
  readonly label: string;
  /** One sentence: what it is, with its source. */
  readonly help: string;
  readonly settings: Settings;
}

export type Ability =
  | 'generate'
  | 'forecast'
  | 'transcribe'
  | 'translate'
  | 'classify'
  | 'compose'
  | 'onnx';

/** The metric that decides for a run with these settings. */
export function primaryMetricOf(
  task: Pick<TaskDescriptor, 'primaryMetric' | 'primaryMetrics'>,
  settings: Settings,
): string {
  const fitting = task.primaryMetrics?.find(({ when }) =>
    when.is.some((value) => value === settings[when.setting]),
  );
  return fitting?.metric ?? task.primaryMetric;
}

/** All that may decide, those of special settings first: the first that is measured is the one. */
export function possiblePrimaryMetrics(
  task: Pick<TaskDescriptor, 'primaryMetric' | 'primaryMetrics'>,
): string[] {
  return [...(task.primaryMetrics ?? []).map(({ metric }) => metric), task.primaryMetric];
}

/** Says whether and how a task fits a data set; a task descriptor's companion, free of tensors. */
export type SuggestTask = (summary: DatasetSummary) => TaskSuggestion | null;
