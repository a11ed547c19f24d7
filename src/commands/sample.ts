import type { Command as Program } from 'commander';
import { generatedProblems, type Recipe } from '../datasets/sequences/generated.ts';
import type { Command, Finish, Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { numberFrom, oneOf } from './options.ts';
import { writeGivenFile } from './write-given-file.ts';

interface Options {
  readonly length: number;
  readonly train: number;
  readonly val: number;
  readonly test: number;
  readonly seed: number;
  readonly out?: string;
  readonly force?: boolean;
}

const count = numberFrom(1, 1_000_000, true);

/** Writes the recipe of a made-up problem that tests memory. */
export const sample: Command = {
  name: 'sample',
  register(program: Program, { terminal }: Surroundings, finish: Finish): void {
    program
      .command('sample')
      .description('write the recipe of a made-up data set that tests memory')
      .argument('<problem>', generatedProblems.join(' or '))
      .option('--length <steps>', 'steps to remember over', numberFrom(2, 100_000, true), 200)
      .option('--train <number>', 'training sequences', count, 20_000)
      .option('--val <number>', 'validation sequences', count, 1000)
      .option('--test <number>', 'test sequences', count, 1000)
      .option('--seed <number>', 'of the sequences', numberFrom(0, 0xffffffff, true), 1)
      .option('--out <file>', 'where to write it; PROBLEM-LENGTH.json by default')
      .option('--force', 'write over a file that is there')
      .action((problem: string, options: Options) =>
        finish(
          write(problem, options).then((path) => {
            terminal.print(path);
            return exitCodes.done;
          }),
        ),
      );
  },
};

/** @throws UnrollError for an unknown problem or a file that is there or cannot be written */
async function write(problem: string, options: Options): Promise<string> {
  const generate = oneOf('The problem', problem, generatedProblems);
  const { length, train, val, test, seed, force = false } = options;
  const recipe: Recipe = { generate, length, train, val, test, seed };
  const out = options.out ?? `${generate}-${length}.json`;
  const hint = 'Name another with --out, or write over it with --force.';
  return writeGivenFile(out, `${JSON.stringify(recipe)}\n`, { hint, replaces: force });
}
