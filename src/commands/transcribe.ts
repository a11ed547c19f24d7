import { resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { answering, withWorkbench } from './with-workbench.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

/** Writes down what is said in audio files. */
export const transcribe: Command = {
  name: 'transcribe',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('transcribe')
      .description('write down what is said in audio files')
      .argument('<run>', 'name or number of the run')
      .argument('<file...>', 'WAV, FLAC, MP3 or Ogg files')
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, files: string[], options: Options) =>
        finish(writeDown(run, files, options, surroundings)),
      );
  },
};

/** A file that cannot be read is told on standard error, and the others are written down. */
async function writeDown(
  name: string,
  files: readonly string[],
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  return withWorkbench(surroundings, answering(options), async (workbench) => {
    const run = await findRun(workbench, name);
    const paths = files.map((file) => resolve(file));
    const answers = await workbench.handlers['transcribe.create']({ runId: run.id, paths });
    const results = answers.map((answer, at) => ({ ...answer, path: files[at]! }));
    if (options.json === true) terminal.printJson({ run: run.name, results });
    for (const { path, transcription, problem } of results) {
      if (problem !== null) terminal.note(`${path}: ${problem.message}`);
      else if (options.json !== true)
        terminal.print(textLine(path, transcription?.text ?? '', files));
    }
    const failed = results.some(({ problem }) => problem !== null);
    return failed ? exitCodes.wrongInput : exitCodes.done;
  });
}

/** One file's text stands alone, so that it can be passed on. */
function textLine(path: string, text: string, files: readonly string[]): string {
  return files.length === 1 ? text : `${path}\t${text}`;
}
