import type { Setting, Settings } from '../../contract/index.ts';
import type { Random } from '../numerics/random.ts';
import type { ParameterValues } from '../space/parameter.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { Attribute, Continuation, EarlierStudy, Objective, Trial } from '../trial.ts';

export const samplerIds = [
  'auto',
  'random',
  'grid',
  'sobol',
  'tpe',
  'cmaes',
  'gp',
  'nsga2',
  'pbt',
] as const;
export type SamplerId = (typeof samplerIds)[number];

/** Where a command line shows the options of samplers and pruners. */
export const optionsHint = 'See the options of each method with: unroll search --help-methods';

/** What is known when a proposal is asked for. */
export interface SamplerContext {
  readonly space: SearchSpace;
  readonly objectives: readonly Objective[];
  /** All trials so far by number, running ones too. */
  readonly trials: readonly Trial[];
  /** The new trial's. */
  readonly number: number;
  readonly seed: number;
  /** Belongs to seed, trial number and attempt. */
  readonly random: Random;
  readonly earlier: readonly EarlierStudy[];
  readonly budget: Budget;
  /** Neither tried before nor beyond a constraint: a proposal that is not will be refused. */
  allowed(values: ParameterValues, continues?: Continuation): boolean;
}

/** What a study may use up, as far as it is known. */
export interface Budget {
  readonly trials?: number;
  /** Trials that run at the same time; 1 unless given. */
  readonly parallel?: number;
  /** Reports that a full trial makes (its epochs). */
  readonly steps?: number;
}

export interface Proposal {
  readonly values: ParameterValues;
  /** Why these, in one sentence for the person who watches. */
  readonly why: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly continues?: Continuation;
  /** The step at which the trial is to end; without one it runs as its settings say. */
  readonly until?: number;
}

/**
 * Proposes what to try next. Guarantees, checked for each by the conformance suite:
 * - a proposal gives every active parameter a value in range, and inactive ones none;
 * - it depends on the context alone. What an instance keeps only saves time: a new one, given the
 *   same context, proposes the same;
 * - running, failed and pruned trials may stand anywhere in the history;
 * - it ends: with `null` when the space holds nothing untried that it could propose.
 */
export interface Sampler {
  propose(context: SamplerContext): Proposal | null;
}

/** A sampler as forms, command line and studies know it. */
export interface SamplerKind {
  readonly id: SamplerId;
  readonly label: string;
  /** One line: what it does and when to take it. */
  readonly help: string;
  readonly options: readonly Setting[];
  /** Whether it can work on several objectives. */
  readonly multiObjective: boolean;
  /** Whether its trials are parts of trainings that go on from each other's checkpoints. */
  readonly continues?: boolean;
  create(options: Settings): Sampler;
}
