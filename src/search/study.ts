import { UnrollError } from '../contract/index.ts';
import { type Losses, paretoFront } from './objectives/dominance.ts';
import { proposeAllowed } from './proposal.ts';
import { createPruner } from './pruners/index.ts';
import { goOn, type Pruner, stop, type Verdict } from './pruners/pruner.ts';
import { createSampler, samplerKind } from './samplers/index.ts';
import type { Proposal, Sampler } from './samplers/sampler.ts';
import { brokenConstraint, type Estimate, type Obstacle } from './space/constraint.ts';
import type { ParameterValues } from './space/parameter.ts';
import { SearchSpace } from './space/search-space.ts';
import type { Queued, StudyDefinition, StudyRecord } from './study-record.ts';
import { type Continuation, lossesOf, type Report, type Trial, violationOf } from './trial.ts';

/** How a trial ended. */
export type Outcome =
  | {
      readonly state: 'completed';
      /** One result for each objective; one that is not finite makes the trial a failed one. */
      readonly results: readonly number[];
      readonly violations?: readonly number[];
      readonly why?: string;
    }
  | { readonly state: 'pruned' | 'failed'; readonly why: string };

/**
 * A search: proposes what to try (`ask`), hears what was measured (`report`, `tell`), judges whether
 * to go on (`shouldPrune`). It never trains.
 *
 * Its next proposal is a function of what `toRecord` returns: a study made from a stored record
 * proposes what this one would have. Trials may overlap in any way.
 */
export class Study {
  readonly definition: StudyDefinition;
  readonly space: SearchSpace;
  readonly #estimate: Estimate | undefined;
  readonly #obstacle: Obstacle | undefined;
  readonly #sampler: Sampler;
  readonly #pruner: Pruner;
  readonly #tried = new Set<string>();
  #trials: Trial[];
  #queue: readonly Queued[];
  #ended: number;

  /**
   * @param record a new study's definition with no trials, or a stored study
   * @param estimate needed where the definition has constraints
   * @param obstacle asked of all values before they are tried
   * @throws UnrollError when the definition makes no sense
   */
  constructor(
    { definition, trials, queue }: StudyRecord,
    estimate?: Estimate,
    obstacle?: Obstacle,
  ) {
    checkObjectives(definition);
    this.definition = definition;
    this.space = new SearchSpace(definition.parameters);
    this.#estimate = estimate;
    this.#obstacle = obstacle;
    this.#sampler = createSampler(definition.sampler);
    this.#pruner = createPruner(definition.pruner);
    this.#trials = [...trials];
    this.#queue = queue;
    this.#ended = 1 + trials.reduce((last, { ended }) => Math.max(last, ended ?? -1), -1);
    for (const trial of trials) this.#tried.add(this.#key(trial.values, trial.continues));
  }

  get trials(): readonly Trial[] {
    return this.#trials;
  }

  toRecord(): StudyRecord {
    return { definition: this.definition, trials: [...this.#trials], queue: this.#queue };
  }

  /**
   * Begins a trial: an enqueued one first, else what the sampler proposes. Never one tried before.
   * @returns null when nothing untried is left
   * @throws UnrollError when no values keep the constraints
   */
  ask(): Trial | null {
    const [queued, ...rest] = this.#queue;
    if (queued !== undefined) {
      this.#queue = rest;
      return this.#begin({ values: queued.values, why: queued.why });
    }
    const proposal = this.#propose();
    return proposal === null ? null : this.#begin(proposal);
  }

  /**
   * Lines up a hand-made trial to be asked next.
   * @throws UnrollError on values out of range, tried before, or beyond a constraint
   */
  enqueue(given: Readonly<Record<string, unknown>>, why = 'Chosen by hand.'): void {
    const values = this.space.parse(given);
    const key = this.#key(values);
    const waits = this.#queue.some((queued) => this.#key(queued.values) === key);
    const same = this.#trials.find((trial) => this.#key(trial.values, trial.continues) === key);
    if (waits || same !== undefined) throw alreadyTried(same);
    const broken = this.#brokenConstraint(values);
    if (broken !== undefined) throw beyondConstraint(broken);
    this.#queue = [...this.#queue, { values, why }];
  }

  /** Keeps what a running trial measured; a step reported again replaces the first report. */
  report(number: number, step: number, values: readonly number[]): void {
    const trial = this.#running(number);
    this.#checkCount(values);
    const before = trial.reports.filter((report) => report.step < step);
    const after = trial.reports.filter((report) => report.step > step);
    const reports: Report[] = [...before, { step, values }, ...after];
    this.#trials[number] = { ...trial, reports };
  }

  /** Whether a running trial should end now. It goes on until `tell` says otherwise. */
  shouldPrune(number: number): Verdict {
    const trial = this.#running(number);
    const last = trial.reports.at(-1);
    if (last === undefined) return goOn('Nothing has been measured yet.');
    if (last.values.some((value) => Number.isNaN(value))) {
      return stop(`The objective is not a number at step ${last.step}.`);
    }
    const { objectives, seed, budget = {} } = this.definition;
    return this.#pruner.judge({ trial, trials: this.#trials, objectives, seed, budget });
  }

  /** Ends a running trial. @returns the trial as it is kept */
  tell(number: number, outcome: Outcome): Trial {
    const trial = this.#running(number);
    const ended = { ...trial, ...this.#end(outcome), ended: this.#ended };
    this.#ended++;
    this.#trials[number] = ended;
    return ended;
  }

  /** The completed trial with the best first objective, among those that keep all bounds where any does. */
  get best(): Trial | null {
    const { trials, losses } = this.#comparable();
    if (trials.length === 0) return null;
    const order = [...trials.keys()].sort((a, b) => losses[a]![0]! - losses[b]![0]!);
    return trials[order[0]!]!;
  }

  /** Completed trials that no other beats in every objective, by the first objective. */
  get front(): readonly Trial[] {
    const { trials, losses } = this.#comparable();
    return paretoFront(losses)
      .sort((a, b) => losses[a]![0]! - losses[b]![0]!)
      .map((index) => trials[index]!);
  }

  #comparable(): { trials: readonly Trial[]; losses: readonly Losses[] } {
    const completed = this.#trials.filter((trial) => trial.results !== null);
    const least = Math.min(...completed.map(violationOf));
    const trials = completed.filter((trial) => violationOf(trial) === least);
    const losses = trials.map(({ results }) => lossesOf(this.definition.objectives, results!));
    return { trials, losses };
  }

  #propose(): Proposal | null {
    const { seed, objectives, budget = {}, earlier = [] } = this.definition;
    return proposeAllowed(this.#sampler, {
      space: this.space,
      objectives,
      trials: this.#trials,
      number: this.#trials.length,
      seed,
      earlier,
      budget,
      tried: (values, continues) => this.#tried.has(this.#key(values, continues)),
      brokenConstraint: (values) => this.#brokenConstraint(values),
    });
  }

  #begin({ values, why, attributes = {}, continues, until }: Proposal): Trial {
    const trial: Trial = {
      number: this.#trials.length,
      state: 'running',
      values,
      results: null,
      reports: [],
      violations: [],
      proposed: why,
      stopped: null,
      continues: continues ?? null,
      until: until ?? null,
      attributes,
      ended: null,
    };
    this.#trials.push(trial);
    this.#tried.add(this.#key(values, continues));
    return trial;
  }

  #end(outcome: Outcome): Pick<Trial, 'state' | 'results' | 'violations' | 'stopped'> {
    const nothing = { results: null, violations: [] };
    if (outcome.state !== 'completed') {
      return { ...nothing, state: outcome.state, stopped: outcome.why };
    }
    const { results, violations = [], why = 'Ran to its end.' } = outcome;
    this.#checkCount(results);
    if (results.every(Number.isFinite)) {
      return { state: 'completed', results, violations, stopped: why };
    }
    const stopped = `The objective ended as ${results.join(', ')}.`;
    return { ...nothing, state: 'failed', stopped };
  }

  #key(values: ParameterValues, continues?: Continuation | null): string {
    const key = this.space.key(values);
    return continues == null ? key : `${key} from ${continues.trial} at ${continues.step}`;
  }

  #brokenConstraint(values: ParameterValues): string | undefined {
    const { constraints = [] } = this.definition;
    const broken =
      constraints.length === 0
        ? undefined
        : brokenConstraint(constraints, this.#estimate?.(values) ?? {});
    return broken ?? this.#obstacle?.(values);
  }

  /** @throws on a trial that does not run: a defect of the caller */
  #running(number: number): Trial {
    const trial = this.#trials[number];
    if (trial?.state === 'running') return trial;
    throw new Error(`trial ${number} is ${trial?.state ?? 'unknown'}, not running`);
  }

  #checkCount(values: readonly number[]): void {
    const { length } = this.definition.objectives;
    if (values.length === length) return;
    throw new Error(`expected ${length} values, one for each objective, got ${values.length}`);
  }
}

function checkObjectives({ objectives, sampler }: StudyDefinition): void {
  if (objectives.length === 0) throw noObjective();
  const kind = samplerKind(sampler.id);
  if (objectives.length === 1 || kind.multiObjective) return;
  throw new UnrollError({
    code: 'one-objective-only',
    message: `${kind.label} works on one objective, the study has ${objectives.length}.`,
    where: 'sampler',
    hint: 'Take nsga2, tpe or gp, or leave one objective.',
  });
}

function noObjective(): UnrollError {
  return new UnrollError({
    code: 'no-objective',
    message: 'The study has no objective.',
    where: 'objective',
    hint: 'Name at least one metric to make better, for instance val/loss.',
  });
}

function alreadyTried(trial: Trial | undefined): UnrollError {
  const where = trial === undefined ? 'waits in the queue' : `is trial ${trial.number}`;
  return new UnrollError({
    code: 'already-tried',
    message: `The same trial ${where}.`,
    where: trial === undefined ? 'queue' : `trial ${trial.number}`,
    hint: 'Change at least one value.',
  });
}

function beyondConstraint(broken: string): UnrollError {
  return new UnrollError({
    code: 'beyond-constraint',
    message: `These values break a constraint: ${broken}.`,
    where: 'constraints',
    hint: 'Change the values, or loosen the constraint.',
  });
}
