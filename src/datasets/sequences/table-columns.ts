const seriesNames =
  /^(series|series_?id|sequence|sequence_?id|seq_?id|case|case_?id|sample|sample_?id|unit|unit_?id|subject|subject_?id|trial|trial_?id|id)$/i;
const labelNames =
  /^(label|class|class_?label|target|category|y|activity|species|diagnosis|sentiment|outcome)$/i;
const stepNames = /^(step|time_?step|t|time|index|frame|tick)$/i;
const textNames = /^(text|sentence|review|message|comment|content|body|title|utterance)$/i;

/** The column that says which series a row belongs to, by custom, or null. */
export function seriesColumnName(names: readonly string[]): string | null {
  return names.find((name) => seriesNames.test(name)) ?? null;
}

/** The column that says what a sequence is, by custom, or null. */
export function labelColumnName(names: readonly string[]): string | null {
  return names.find((name) => labelNames.test(name)) ?? null;
}

/** Counts the rows of a series and tells nothing else. */
export function isStepColumn(name: string): boolean {
  return stepNames.test(name);
}

export function isTextColumn(name: string): boolean {
  return textNames.test(name);
}
