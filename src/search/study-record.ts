import type { PrunerChoice } from './pruners/index.ts';
import type { SamplerChoice } from './samplers/index.ts';
import type { Budget } from './samplers/sampler.ts';
import type { Constraint } from './space/constraint.ts';
import type { Parameter, ParameterValues } from './space/parameter.ts';
import type { EarlierStudy, Objective, Trial } from './trial.ts';

/** What a study searches, for what, and how. Plain data; never changes except for its budget. */
export interface StudyDefinition {
  readonly parameters: readonly Parameter[];
  readonly constraints?: readonly Constraint[];
  readonly objectives: readonly Objective[];
  readonly sampler: SamplerChoice;
  readonly pruner: PrunerChoice;
  /** The same seed, definition and history give the same proposals. */
  readonly seed: number;
  readonly budget?: Budget;
  readonly earlier?: readonly EarlierStudy[];
}

/** A hand-made trial that waits. */
export interface Queued {
  readonly values: ParameterValues;
  readonly why: string;
}

/** All that a study is: what is stored, and what a study is made from again. */
export interface StudyRecord {
  readonly definition: StudyDefinition;
  /** By number, without gaps. */
  readonly trials: readonly Trial[];
  readonly queue: readonly Queued[];
}
