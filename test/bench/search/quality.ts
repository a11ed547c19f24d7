import { functions, type TestFunction } from './functions.ts';
import { runOptuna } from './optuna.ts';
import { runOurs, searchVersion } from './ours.ts';
import { errorOf, meanOf, regretOf } from './regret.ts';
import { type History, StudyCache, type StudyName } from './study-cache.ts';

/** Trials of each study: what each sampler is made for. */
const budgets: Readonly<Record<string, number>> = { tpe: 100, cmaes: 200, gp: 40, nsga2: 400 };
export const comparedSamplers = Object.keys(budgets);

/** Random draws set the unit; so many studies of them, whatever the number of seeds. */
const randomSeeds = 20;

export interface Comparison {
  readonly samplers: readonly string[];
  readonly seeds: number;
  readonly python: string;
  /** Nothing is begun after it, as `performance.now` tells it. */
  readonly until: number;
}

/** Optuna's CMA-ES and Gaussian process take no conditions. */
function functionsFor(sampler: string): readonly TestFunction[] {
  const numbersOnly = sampler === 'cmaes' ? ['conditional', 'recorded'] : ['conditional'];
  const skipped = ['cmaes', 'gp'].includes(sampler) ? numbersOnly : [];
  return functions.filter(({ name, reference }) => {
    return (reference !== undefined) === (sampler === 'nsga2') && !skipped.includes(name);
  });
}

/**
 * Our samplers against Optuna's on the same functions, with the same budgets and numbers of seeds.
 * What has been run is kept in out/bench, so that it can be done in pieces.
 */
export class QualityBench {
  readonly #plan: Comparison;
  readonly #ours = new StudyCache('ours.jsonl', searchVersion());
  readonly #theirs = new StudyCache('optuna.jsonl');
  readonly #say: (line: string) => void;

  constructor(plan: Comparison, say: (line: string) => void) {
    this.#plan = plan;
    this.#say = say;
  }

  /** Runs what is missing, a seed of everything before the next, as far as the time goes. */
  async run(): Promise<void> {
    const { python, until } = this.#plan;
    const missing = this.#wanted().filter((name) => this.#theirs.get(name) === undefined);
    this.#runOurs();
    if (missing.length > 0 && performance.now() < until) {
      process.stderr.write(`Optuna: ${missing.length} studies to run with ${python}\n`);
      await runOptuna(python, missing, this.#theirs, until);
    }
  }

  #wanted(): StudyName[] {
    const { samplers, seeds } = this.#plan;
    return Array.from({ length: seeds }, (_, seed) =>
      samplers.flatMap((sampler) =>
        functionsFor(sampler).map(({ name }) => nameOf(sampler, name, seed)),
      ),
    ).flat();
  }

  #runOurs(): void {
    for (const name of this.#wanted()) {
      if (performance.now() > this.#plan.until) return;
      this.#own(name, name.trials);
    }
  }

  /** One of our studies, run unless it is known. */
  #own(name: StudyName, trials: number): History {
    const known = this.#ours.get(name);
    if (known !== undefined) return known;
    const test = functions.find((one) => one.name === name.function)!;
    const losses = runOurs(name.sampler, test, name.seed, trials);
    this.#ours.add(name, losses);
    return losses;
  }

  tables(): void {
    for (const sampler of this.#plan.samplers) this.#table(sampler);
  }

  /** Regrets in units of the mean regret of random draws with the same budget. */
  #table(sampler: string): void {
    const trials = budgets[sampler]!;
    this.#say(`\n### ${sampler}, ${trials} trials\n`);
    this.#say('Mean over the seeds ± its standard error; random draws are 1.\n');
    this.#say('| Function | Unroll | seeds | Optuna | seeds |\n|---|---|---|---|---|');
    const rows = functionsFor(sampler).map((test) => this.#row(sampler, test));
    for (const { name, ours, theirs } of rows) {
      const cells = [ours, theirs].map((side) => `${figure(side)} | ${side.length}`);
      this.#say(`| ${name} | ${cells.join(' | ')} |`);
    }
    const shown = rows.filter(({ ours, theirs }) => ours.length > 0 && theirs.length > 0);
    const overall = (side: 'ours' | 'theirs'): string => {
      const mean = meanOf(shown.map((row) => meanOf(row[side])));
      const squares = shown.map((row) => errorOf(row[side]) ** 2);
      const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0)) / shown.length;
      return `**${mean.toFixed(4)} ± ${error.toFixed(4)}**`;
    };
    if (shown.length > 0) this.#say(`| **mean** | ${overall('ours')} | | ${overall('theirs')} | |`);
  }

  #row(sampler: string, test: TestFunction) {
    const trials = budgets[sampler]!;
    const random = Array.from({ length: randomSeeds }, (_, seed) => {
      const name = { sampler: 'random', function: test.name, seed, trials };
      return regretOf(test, this.#own(name, trials));
    });
    const unit = meanOf(random);
    const regrets = (cache: StudyCache): number[] =>
      Array.from({ length: this.#plan.seeds }, (_, seed) =>
        cache.get(nameOf(sampler, test.name, seed)),
      )
        .filter((losses) => losses !== undefined)
        .map((losses) => regretOf(test, losses) / unit);
    return { name: test.name, ours: regrets(this.#ours), theirs: regrets(this.#theirs) };
  }
}

function nameOf(sampler: string, name: string, seed: number): StudyName {
  return { sampler, function: name, seed, trials: budgets[sampler]! };
}

function figure(values: readonly number[]): string {
  if (values.length === 0) return '–';
  return `${meanOf(values).toFixed(4)} ± ${errorOf(values).toFixed(4)}`;
}
