import type { Command as Program } from 'commander';
import { UnrollError } from '../contract/index.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findStudy } from './find-study.ts';
import { withWorkbench } from './with-workbench.ts';
import { expectNewFile, writeGivenFile } from './write-given-file.ts';

interface Options {
  readonly force?: boolean;
  readonly home?: string;
}

const hint = 'Name another, or write over it with --force.';

/** Writes a study for other programs: JSON, or an SQLite file that Optuna opens. */
export const exportStudy: Command = {
  name: 'export-study',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('export-study')
      .description('write a search as JSON, or as an SQLite file that Optuna opens')
      .argument('<study>', 'name or number of a study')
      .argument('<file>', 'ends in .json, .db, .sqlite or .sqlite3')
      .option('--force', 'write over a file that is there')
      .option(...homeOption)
      .action((name: string, file: string, options: Options) =>
        finish(write(name, file, options, surroundings)),
      );
  },
};

async function write(
  name: string,
  file: string,
  { home, force = false }: Options,
  surroundings: Surroundings,
): Promise<number> {
  const format = formatOf(file);
  if (!force) await expectNewFile(file, hint);
  return withWorkbench(surroundings, { home, readOnly: true }, async (workbench) => {
    const { id } = await findStudy(workbench, name);
    const { contents } = await workbench.handlers['studies.export']({ id, format });
    const path = await writeGivenFile(file, contents, { hint, replaces: force });
    surroundings.terminal.note(`Study: ${path}`);
    return exitCodes.done;
  });
}

function formatOf(file: string): 'json' | 'optuna' {
  if (/\.json$/i.test(file)) return 'json';
  if (/\.(db|sqlite3?)$/i.test(file)) return 'optuna';
  throw new UnrollError({
    code: 'unknown-format',
    message: `What ${file} is to hold cannot be told from its name.`,
    where: file,
    hint: 'End it in .json for JSON, or in .db for an SQLite file that Optuna opens.',
  });
}
