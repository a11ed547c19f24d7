#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError, Command as Program } from 'commander';
import { version } from '../package.json';
import type { Surroundings } from './commands/command.ts';
import { exitCodes, exitCodesHelp } from './commands/exit-codes.ts';
import { commands } from './commands/index.ts';
import { exitCodeOf, problemLine } from './commands/problem-line.ts';
import { Terminal } from './commands/terminal/terminal.ts';
import { problemOf } from './contract/index.ts';

/** The `unroll` command: everything the window does, without a window. */

/** Folder of the bundled files; the trainer's entry lies beside this one. */
const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, '..', '..');
/** In a package the samples lie beside the archive that the bundles are in. */
const samplesFolders = [
  join(root, 'build', 'resources', 'samples'),
  join(root, '..', 'resources', 'samples'),
];

const surroundings: Surroundings = {
  terminal: new Terminal(),
  version,
  trainerEntry: join(folder, 'trainer.js'),
  samplesDirectory: samplesFolders.find((path) => existsSync(path)) ?? samplesFolders[0]!,
  root,
};

const program = new Program('unroll')
  .description('Train recurrent networks on your own data.')
  .version(version)
  .exitOverride()
  .configureOutput({ writeErr: (text) => surroundings.terminal.note(oneLine(text)) })
  .addHelpText('after', exitCodesHelp);

for (const command of commands) {
  command.register(program, surroundings, async (work) => {
    process.exitCode = await work;
  });
}

try {
  // Also where Electron's Node runs it, in a package: the arguments are those of a script.
  await program.parseAsync(process.argv, { from: 'node' });
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

function exitCodeFor(error: unknown): number {
  // Commander has told the person already.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
  }
  surroundings.terminal.note(`unroll: ${problemLine(problemOf(error))}`);
  if (process.env['UNROLL_DEBUG'] && error instanceof Error)
    surroundings.terminal.note(error.stack ?? '');
  return exitCodeOf(error);
}

/** Commander says what is wrong and what was probably meant on two lines. */
function oneLine(text: string): string {
  return text.startsWith('error:')
    ? text
        .replace(/^error: /, 'unroll: ')
        .replace(' is invalid. ', ' is invalid: ')
        .replace(/^(.*too many arguments for '(.+)'\. .*)/, '$1 See: unroll $2 --help')
        .replace(/\s+/g, ' ')
        .trim()
    : text.trimEnd();
}
