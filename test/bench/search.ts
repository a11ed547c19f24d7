/**
 * `npm run bench:search`: our samplers against Optuna's on the same functions, budgets and number of
 * seeds; epochs that searches with pruning need on recorded trials; what a proposal costs.
 *
 *   npm run bench:search -- [--python PATH] [--seeds 20] [--only tpe,cmaes,gp,nsga2,fidelity,overhead]
 *
 * Optuna's studies are kept in out/bench/optuna.jsonl; remove it to run them again.
 */
import { parseArgs } from 'node:util';
import { epochsTo, recordedTable, type Strategy, targetLoss } from './search/fidelity.ts';
import { functions, type TestFunction } from './search/functions.ts';
import { type OptunaStudy, optunaStudies } from './search/optuna.ts';
import { runOurs } from './search/ours.ts';
import { askTime } from './search/overhead.ts';
import { meanOf, regretOf } from './search/regret.ts';

const { values: flags } = parseArgs({
  args: process.argv.slice(3),
  options: {
    python: { type: 'string', default: process.env['UNROLL_PYTHON'] ?? 'python3' },
    seeds: { type: 'string', default: '20' },
    only: { type: 'string', default: 'tpe,cmaes,gp,nsga2,fidelity,overhead' },
  },
});
const seeds = Number(flags.seeds);
const parts = flags.only.split(',');
/** Trials of each study: what each sampler is made for. */
const budgets: Readonly<Record<string, number>> = { tpe: 100, cmaes: 200, gp: 60, nsga2: 400 };

/** Optuna's CMA-ES and Gaussian process take no conditions; its process is too slow for 20 dimensions. */
function functionsFor(sampler: string): readonly TestFunction[] {
  const skipped = { cmaes: ['conditional'], gp: ['conditional', 'rosenbrock20'] }[sampler] ?? [];
  return functions.filter(({ name, reference }) => {
    return (reference !== undefined) === (sampler === 'nsga2') && !skipped.includes(name);
  });
}

const samplers = parts.filter((part) => part in budgets);
if (samplers.length > 0) await compareQuality();
if (parts.includes('fidelity')) compareFidelity();
if (parts.includes('overhead')) measureOverhead();

async function compareQuality(): Promise<void> {
  const theirs = await optunaStudies(flags.python, {
    samplers,
    functions: Object.fromEntries(
      samplers.map((id) => [id, functionsFor(id).map(({ name }) => name)]),
    ),
    trials: budgets,
    seeds,
  });
  for (const sampler of samplers) compareSampler(sampler, theirs);
}

/** Regrets in units of the mean regret of random draws with the same budget. */
function compareSampler(sampler: string, theirs: readonly OptunaStudy[] | null): void {
  const trials = budgets[sampler]!;
  print(`\n### ${sampler}, ${trials} trials, mean over ${seeds} seeds\n`);
  print('| function | Unroll | Optuna |\n|---|---|---|');
  const sums = { ours: 0, theirs: 0 };
  const tests = functionsFor(sampler);
  for (const test of tests) {
    const meanRegret = (id: string): number =>
      meanOf(
        Array.from({ length: seeds }, (_, seed) => regretOf(test, runOurs(id, test, seed, trials))),
      );
    const unit = meanRegret('random');
    const ours = meanRegret(sampler) / unit;
    const studies = theirs?.filter((one) => one.sampler === sampler && one.function === test.name);
    const their = studies
      ? meanOf(studies.map(({ losses }) => regretOf(test, losses))) / unit
      : NaN;
    sums.ours += ours / tests.length;
    sums.theirs += their / tests.length;
    print(`| ${test.name} | ${ours.toFixed(4)} | ${figure(their)} |`);
  }
  print(`| **mean** | **${sums.ours.toFixed(4)}** | **${figure(sums.theirs)}** |`);
}

function compareFidelity(): void {
  const table = recordedTable();
  const target = targetLoss(table);
  const most = 200 * table.epochs;
  const baseline: Strategy = { sampler: 'random', pruner: 'none' };
  const strategies: readonly Strategy[] = [
    baseline,
    ...['median', 'asha', 'hyperband', 'curve'].map((pruner) => ({ sampler: 'random', pruner })),
    { sampler: 'tpe', pruner: 'none' },
    ...['median', 'asha', 'hyperband', 'curve'].map((pruner) => ({ sampler: 'tpe', pruner })),
  ];
  const mean = (strategy: Strategy): number =>
    meanOf(
      Array.from({ length: seeds }, (_, seed) => epochsTo(target, table, strategy, seed, most)),
    );
  const unit = mean(baseline);
  print(
    `\n### Epochs to ${target} nats on ${table.trials.length} recorded trials, mean over ${seeds} seeds\n`,
  );
  print('| sampler | pruner | epochs | of random search |\n|---|---|---|---|');
  for (const strategy of strategies) {
    const epochs = mean(strategy);
    const share = (epochs / unit).toFixed(2);
    print(`| ${strategy.sampler} | ${strategy.pruner} | ${epochs.toFixed(0)} | ${share} |`);
  }
}

function measureOverhead(): void {
  print('\n### Time of a proposal at 1,000 trials over ten settings\n');
  print('| sampler | ms |\n|---|---|');
  for (const sampler of ['random', 'sobol', 'tpe', 'cmaes', 'gp', 'nsga2']) {
    print(`| ${sampler} | ${askTime(sampler, 1000).toFixed(2)} |`);
  }
}

function figure(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(4);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
