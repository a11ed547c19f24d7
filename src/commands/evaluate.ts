import type { Command as Program } from 'commander';
import { type Adaptation, type Baseline, UnrollError } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { numberFrom, oneOf } from './options.ts';
import { resultTable } from './result-table.ts';
import { answering, withWorkbench } from './with-workbench.ts';

interface Options {
  readonly split?: string;
  readonly neuralCache?: boolean;
  readonly cacheSize: number;
  readonly cacheTheta: number;
  readonly cacheShare: number;
  readonly dynamic?: boolean;
  readonly dynamicRate: number;
  readonly dynamicDecay: number;
  readonly dynamicSegment: number;
  readonly home?: string;
  readonly json?: boolean;
}

/** Measures a trained network again on data that it was not trained on. */
export const evaluate: Command = {
  name: 'eval',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('eval')
      .description("measure a run's best checkpoint")
      .argument('<run>', 'name or number of the run')
      .option(
        '--split <split>',
        'part of the data: val or test; by default test, or val without one',
      )
      .option('--neural-cache', 'also predict what followed similar states (language models)')
      .option('--cache-size <states>', 'states remembered', numberFrom(1, 100_000, true), 500)
      .option('--cache-theta <number>', 'how much likeness counts', numberFrom(0, 100), 0.3)
      .option('--cache-share <share>', 'share of the cache', numberFrom(0, 0.99), 0.1)
      .option('--dynamic', 'weights learn on from what was measured (language models)')
      .option('--dynamic-rate <number>', 'learning rate at test time', numberFrom(0, 1), 0.002)
      .option(
        '--dynamic-decay <number>',
        'pull back to the trained weights',
        numberFrom(0, 1),
        0.02,
      )
      .option('--dynamic-segment <tokens>', 'tokens between updates', numberFrom(1, 1000, true), 20)
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, options: Options) => finish(measure(run, options, surroundings)));
  },
};

async function measure(
  name: string,
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  const wanted = options.split && oneOf('The split', options.split, ['val', 'test']);
  const { terminal } = surroundings;
  return withWorkbench(surroundings, answering(options), async (workbench) => {
    const run = await findRun(workbench, name);
    const adaptation = adaptationOf(options);
    const measureOn = (split: 'val' | 'test') =>
      workbench.handlers['runs.evaluate']({ id: run.id, split, ...adaptation });
    let split = wanted || 'test';
    let values = await measureOn(split);
    if (isEmpty(values) && !wanted) {
      split = 'val';
      values = await measureOn(split);
      terminal.note('The run has no test part: measured on the validation part.');
    }
    if (isEmpty(values)) throw noSuchPart(run.name, split);
    const metrics = Object.fromEntries(
      Object.entries(values).map(([metric, value]) => [withSplit(metric, split), value]),
    );
    if (options.json === true) {
      terminal.printJson({
        run: run.name,
        split,
        ...adaptation,
        metrics,
        baselines: run.baselines,
      });
    } else {
      const baselines = run.baselines.map((baseline) => onlySplit(baseline, split));
      terminal.print(resultTable([{ ...run, best: {}, test: metrics }], baselines, terminal));
    }
    return exitCodes.done;
  });
}

/** What was asked for beside the plain measurement. */
function adaptationOf(options: Options): { readonly adaptation?: Adaptation } {
  const { neuralCache, cacheSize, cacheTheta, cacheShare } = options;
  const { dynamic, dynamicRate, dynamicDecay, dynamicSegment } = options;
  const cache = { size: cacheSize, theta: cacheTheta, share: cacheShare };
  const moving = { rate: dynamicRate, decay: dynamicDecay, segment: dynamicSegment };
  if (!neuralCache && !dynamic) return {};
  return {
    adaptation: { ...(neuralCache && { cache }), ...(dynamic && { dynamic: moving }) },
  };
}

const isEmpty = (values: object): boolean => Object.keys(values).length === 0;

function noSuchPart(run: string, split: string): UnrollError {
  return new UnrollError({
    code: 'evaluate.no-such-part',
    message: `${run} has no ${split === 'val' ? 'validation' : 'test'} part to measure.`,
    hint: `Measure the other part with --split ${split === 'val' ? 'test' : 'val'}, or train with ${split}_fraction above 0.`,
  });
}

function withSplit(metric: string, split: string): string {
  return metric.includes('/') ? metric : `${split}/${metric}`;
}

function onlySplit(baseline: Baseline, split: string): Baseline {
  const kept = Object.entries(baseline.metrics).filter(([name]) => name.startsWith(`${split}/`));
  return { ...baseline, metrics: Object.fromEntries(kept) };
}
