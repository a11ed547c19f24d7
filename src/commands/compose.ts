import { resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { UnrollError } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { numberFrom } from './options.ts';
import { answering, withWorkbench } from './with-workbench.ts';
import { expectNewFile, writeGivenFile } from './write-given-file.ts';

interface Options {
  readonly piece: string;
  readonly file?: string;
  readonly prefix: number;
  readonly length: number;
  readonly temperature: number;
  readonly seed: number;
  readonly output: string;
  readonly home?: string;
  readonly json?: boolean;
}

const hint = 'Name another file with --output.';

/** Lets a trained network write music. */
export const compose: Command = {
  name: 'compose',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('compose')
      .description('write music with a trained network, as a MIDI file')
      .argument('<run>', 'name or number of the run')
      .option('--piece <name>', 'piece of the data to go on from; without it from silence', '')
      .option('--file <path>', 'piece of your own to go on from')
      .option('--prefix <steps>', 'steps of it to take as given', numberFrom(0, 100_000, true), 16)
      .option('--length <steps>', 'steps to write', numberFrom(1, 20_000, true), 64)
      .option('--temperature <number>', '0 takes the likeliest keys', numberFrom(0, 10), 1)
      .option(
        '--seed <number>',
        'the same seed writes the same',
        numberFrom(0, 0xffffffff, true),
        0,
      )
      .option('--output <file>', 'MIDI file to write', 'composition.mid')
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, options: Options) => finish(write(run, options, surroundings)));
  },
};

/** A file that stands there already is kept. */
async function write(name: string, options: Options, surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  const { piece, prefix, length, temperature, seed } = options;
  const file = options.file === undefined ? '' : resolve(options.file);
  if (piece !== '' && file !== '') throw bothGiven();
  await expectNewFile(options.output, hint);
  return withWorkbench(surroundings, answering(options), async (workbench) => {
    const run = await findRun(workbench, name);
    const wanted = { piece, file, prefix, length, temperature, seed };
    const { composition, midi } = await workbench.handlers['compose.create']({
      runId: run.id,
      options: wanted,
    });
    const output = await writeGivenFile(options.output, midi, { hint, replaces: false });
    if (options.json === true) {
      terminal.printJson({ run: run.name, ...wanted, ...composition, output });
    } else {
      const { steps, notes } = composition.roll;
      terminal.print(
        `${steps} steps, ${composition.given} of them given, ${notes.length} notes: ${output}`,
      );
    }
    return exitCodes.done;
  });
}

function bothGiven(): UnrollError {
  return new UnrollError({
    code: 'options-exclude',
    message: 'A piece of the data and a file cannot both be gone on from.',
    where: '--file',
    hint: 'Give --piece or --file.',
  });
}
