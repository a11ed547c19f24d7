/**
 * `npm run bench:search`: our samplers against Optuna's on the same functions, budgets and number of
 * seeds; epochs that searches with pruning need on recorded trials; what a proposal costs.
 *
 *   npm run bench:search -- [--quick] [--python PATH] [--seeds 20] [--minutes N]
 *                           [--only tpe,cmaes,gp,nsga2,fidelity,overhead]
 *
 * Studies are kept in out/bench, ours for as long as src/search stays as it is, Optuna's until the
 * file is removed: with --minutes the comparison is made in pieces, and each shows what there is.
 * --quick takes three seeds.
 */
import { parseArgs } from 'node:util';
import { compareFidelity } from './search/fidelity.ts';
import { askTime } from './search/overhead.ts';
import { comparedSamplers, QualityBench } from './search/quality.ts';

const { values: flags } = parseArgs({
  args: process.argv.slice(3),
  options: {
    python: { type: 'string', default: process.env['UNROLL_PYTHON'] ?? 'python3' },
    seeds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    only: { type: 'string', default: 'tpe,cmaes,gp,nsga2,fidelity,overhead' },
  },
});
const seeds = Number(flags.seeds ?? (flags.quick ? 3 : 20));
const until = performance.now() + 60_000 * Number(flags.minutes ?? Infinity);
const parts = flags.only.split(',');

const samplers = parts.filter((part) => comparedSamplers.includes(part));
if (samplers.length > 0) {
  const bench = new QualityBench({ samplers, seeds, python: flags.python, until }, print);
  await bench.run();
  bench.tables();
}
if (parts.includes('fidelity')) compareFidelity(seeds, print);
if (parts.includes('overhead')) measureOverhead();

function measureOverhead(): void {
  print('\n### Time of a proposal at 1,000 trials over ten settings\n');
  print('| Sampler | ms, mean of twenty | longest |\n|---|---|---|');
  for (const sampler of ['random', 'sobol', 'tpe', 'cmaes', 'gp', 'nsga2']) {
    const times = askTime(sampler, 1000);
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    print(`| ${sampler} | ${mean.toFixed(2)} | ${Math.max(...times).toFixed(2)} |`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
