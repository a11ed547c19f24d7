import type { Command as Program } from 'commander';
import { type Baseline, UnrollError } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { oneOf } from './options.ts';
import { resultTable } from './result-table.ts';
import { withWorkbench } from './with-workbench.ts';

interface Options {
  readonly split?: string;
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
  return withWorkbench(surroundings, { home: options.home, readOnly: true }, async (workbench) => {
    const run = await findRun(workbench, name);
    const measureOn = (split: 'val' | 'test') =>
      workbench.handlers['runs.evaluate']({ id: run.id, split });
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
      terminal.printJson({ run: run.name, split, metrics, baselines: run.baselines });
    } else {
      const baselines = run.baselines.map((baseline) => onlySplit(baseline, split));
      terminal.print(resultTable([{ ...run, best: {}, test: metrics }], baselines, terminal));
    }
    return exitCodes.done;
  });
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
