import { resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { type Classified, type ClassifiedSequence, UnrollError } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { gather } from './options.ts';
import { answering, withWorkbench } from './with-workbench.ts';

interface Options {
  readonly text?: readonly string[];
  readonly home?: string;
  readonly json?: boolean;
}

/** Tells what sequences are. */
export const classify: Command = {
  name: 'classify',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('classify')
      .description('tell what the sequences of files, or texts, are')
      .argument('<run>', 'name or number of the run')
      .argument('[file...]', 'files like the one that the run was trained on, labelled or not')
      .option('--text <text>', 'a text instead of a file; may be repeated', gather)
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, files: string[], options: Options) =>
        finish(tell(run, files, options, surroundings)),
      );
  },
};

/** A file that cannot be read is told on standard error, and the others are answered. */
async function tell(
  name: string,
  files: readonly string[],
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  const texts = options.text ?? [];
  if (files.length === 0 && texts.length === 0) throw nothingGiven();
  return withWorkbench(surroundings, answering(options), async (workbench) => {
    const run = await findRun(workbench, name);
    const paths = files.map((file) => resolve(file));
    const wanted = { runId: run.id, paths, texts: [...texts] };
    const answers = await workbench.handlers['classify.create'](wanted);
    const results = answers.map((answer, at) => ({
      ...answer,
      source: files[at] ?? answer.source,
    }));
    if (options.json === true) terminal.printJson({ run: run.name, results: results.map(plain) });
    for (const { source, sequences, problem } of results) {
      if (problem !== null) terminal.note(`${source}: ${problem.message}`);
      else if (options.json !== true)
        for (const sequence of sequences) terminal.print(lineOf(sequence));
    }
    const failed = results.some(({ problem }) => problem !== null);
    return failed ? exitCodes.wrongInput : exitCodes.done;
  });
}

/** Without what only a window draws. */
function plain({ source, sequences, problem }: Classified) {
  return { source, sequences: sequences.map(({ shown: _, ...rest }) => rest), problem };
}

/** Name, answer, how sure, and the truth where the file has it. */
function lineOf({ name, label, answer, classes }: ClassifiedSequence): string {
  const [best] = classes;
  const sure = best === undefined ? '' : `\t${(100 * best[1]).toFixed(1)} %`;
  return `${name}\t${answer}${sure}${label === '' ? '' : `\t${label}`}`;
}

function nothingGiven(): UnrollError {
  return new UnrollError({
    code: 'missing-option',
    message: 'Give files, or texts with --text.',
    where: '--text',
    hint: 'For instance: unroll classify RUN new.csv',
  });
}
