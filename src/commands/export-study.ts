import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { UnrollError } from '../contract/index.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findStudy } from './find-study.ts';
import { withWorkbench } from './with-workbench.ts';

/** Writes a study for other programs: JSON, or an SQLite file that Optuna opens. */
export const exportStudy: Command = {
  name: 'export-study',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('export-study')
      .description('write a search as JSON, or as an SQLite file that Optuna opens')
      .argument('<study>', 'name or number of a study')
      .argument('<file>', 'ends in .json, .db or .sqlite')
      .option(...homeOption)
      .action((name: string, file: string, options: { home?: string }) =>
        finish(write(name, file, options.home, surroundings)),
      );
  },
};

async function write(
  name: string,
  file: string,
  home: string | undefined,
  surroundings: Surroundings,
): Promise<number> {
  const format = formatOf(file);
  return withWorkbench(surroundings, { home, readOnly: true }, async (workbench) => {
    const { id } = await findStudy(workbench, name);
    const { contents } = await workbench.handlers['studies.export']({ id, format });
    const path = resolve(file);
    try {
      await writeFile(path, contents);
    } catch (error) {
      throw new UnrollError({
        code: 'unwritable-file',
        message: `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? error}).`,
        where: path,
        hint: 'Choose another place.',
      });
    }
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
