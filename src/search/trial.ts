import type { ParameterValues } from './space/parameter.ts';

/** What a study makes small or large. */
export interface Objective {
  /** A metric's name: `val/loss`. */
  readonly name: string;
  readonly direction: 'min' | 'max';
}

export type TrialState = 'running' | 'completed' | 'pruned' | 'failed';

/** What was measured at a step (an epoch, an evaluation): one value for each objective. */
export interface Report {
  readonly step: number;
  readonly values: readonly number[];
}

/** A trial that goes on from another one's checkpoint instead of from new weights. */
export interface Continuation {
  readonly trial: number;
  /** The step at which the other's checkpoint was written. */
  readonly step: number;
}

export type Attribute = string | number | boolean | null | readonly number[];

/** One set of values and what became of it: plain data, as stored and sent between processes. */
export interface Trial {
  /** 0, 1, 2… in the order of asking. */
  readonly number: number;
  readonly state: TrialState;
  readonly values: ParameterValues;
  /** One result for each objective, in the metric's own direction; null unless completed. */
  readonly results: readonly number[] | null;
  /** Measured on the way, by ascending step. */
  readonly reports: readonly Report[];
  /** Measured bounds: above 0 is broken by as much. Empty where none are measured. */
  readonly violations: readonly number[];
  /** Why these values: one sentence. */
  readonly proposed: string;
  /** Why it ended as it did: one sentence; null while it runs. */
  readonly stopped: string | null;
  readonly continues: Continuation | null;
  /** The step at which it is to end, where its sampler gives it only a part of a training; else null. */
  readonly until: number | null;
  /** What its sampler or pruner wants to know again; survives storing. */
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** The how many-th to end, from 0; null while it runs. Samplers rely on it, so it is stored. */
  readonly ended: number | null;
}

/** A study on the same or similar data, whose trials say where good values lie. */
export interface EarlierStudy {
  readonly name: string;
  /** From 0 (unrelated) to 1 (same data, task and objectives). */
  readonly similarity: number;
  /** Completed trials with the objectives of the new study; values that do not fit the space are ignored. */
  readonly trials: readonly Pick<Trial, 'values' | 'results'>[];
}

/** Results turned so that smaller is better. */
export function lossesOf(
  objectives: readonly Objective[],
  results: readonly number[],
): readonly number[] {
  return results.map((result, index) =>
    objectives[index]?.direction === 'max' ? -result : result,
  );
}

/** Sum of the broken bounds; 0 for a trial within all of them. */
export function violationOf(trial: Pick<Trial, 'violations'>): number {
  return trial.violations.reduce((sum, violation) => sum + Math.max(0, violation), 0);
}
