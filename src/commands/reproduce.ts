import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { problemOf, UnrollError } from '../contract/index.ts';
import { homeFolder } from '../home.ts';
import { type DataPlaces, findData } from '../reproduce/find-data.ts';
import { reproductionCalled, reproductions } from '../reproduce/index.ts';
import { hasMissed, type Outcome } from '../reproduce/outcome.ts';
import type { Reproduction } from '../reproduce/reproduction.ts';
import { hasSection, resultSection, withSection } from '../reproduce/section.ts';
import { type Command, type Finish, homeOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { problemLine } from './problem-line.ts';
import { listOfRows, outcomeJson, outcomeText, rowJson } from './reproduction-text.ts';
import { trainReproduction, type WeightFiles } from './train-reproduction.ts';
import { withWorkbench } from './with-workbench.ts';
import { unwritableFile } from './write-given-file.ts';

interface Options {
  readonly list?: boolean;
  readonly json?: boolean;
  readonly data?: string;
  readonly quick?: boolean;
  readonly resume?: boolean;
  readonly results?: string;
  readonly home?: string;
}

/** Trains published figures again and says how close it came. */
export const reproduce: Command = {
  name: 'reproduce',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('reproduce')
      .description('train published results again and hold the figures beside them')
      .argument('[name...]', 'rows; without any, every row whose data is there')
      .option('--list', 'print the rows with what they must reach, and end')
      .option('--data <dir>', 'folder of the data files (default: the bundled samples)')
      .option('--quick', 'a short run with one seed, to see that it works; is not written down')
      .option('--resume', 'go on with what an earlier call left unfinished')
      .option(
        '--results <file>',
        'Markdown file whose section is renewed (default: docs/results.md of a checkout, else results.md in the home folder)',
      )
      .option(...homeOption)
      .option('--json', 'print the list, or one JSON line a row')
      .action((names: string[], options: Options) => finish(work(names, options, surroundings)));
  },
};

async function work(
  names: readonly string[],
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  const rows = names.length === 0 ? reproductions : names.map(reproductionCalled);
  if (options.list === true) {
    if (options.json === true) for (const row of rows) terminal.printJson(rowJson(row));
    else terminal.print(listOfRows(rows, terminal));
    return exitCodes.done;
  }
  const found = await withData(rows, options, surroundings, names.length > 0);
  return withWorkbench(surroundings, { home: options.home }, async (workbench) => {
    let missed = false;
    for (const { row, path, weights } of found) {
      const asked = {
        row,
        path,
        weights,
        quick: options.quick === true,
        resume: options.resume === true,
      };
      const outcome = await trainReproduction(workbench, asked, surroundings);
      if (typeof outcome === 'number') return outcome;
      missed ||= outcome.quick === null && hasMissed(outcome.results);
      if (options.json === true) terminal.printJson(outcomeJson(outcome));
      else terminal.print(outcomeText(outcome, terminal));
      if (outcome.quick === null) terminal.note(await writeDown(outcome, options, surroundings));
    }
    return missed ? exitCodes.failed : exitCodes.done;
  });
}

interface RowWithData {
  readonly row: Reproduction;
  readonly path: string;
  readonly weights: WeightFiles | null;
}

/**
 * The rows with their data files, found before anything is trained.
 * @param strict a missing file is an error; else its row is left out, with a line that says so
 */
async function withData(
  rows: readonly Reproduction[],
  options: Options,
  { samplesDirectory, terminal }: Surroundings,
  strict: boolean,
): Promise<RowWithData[]> {
  const places = {
    folder: options.data === undefined ? null : resolve(options.data),
    samplesDirectory,
    madeDirectory: join(homeFolder(options.home), 'reproduce'),
  };
  const found: RowWithData[] = [];
  for (const row of rows) {
    try {
      const path = await findData(row.data, places);
      found.push({ row, path, weights: await weightFiles(row, places) });
    } catch (error) {
      const isMissing = error instanceof UnrollError && error.code === 'missing-data';
      if (strict || !isMissing) throw error;
      terminal.note(`${row.name} left out: ${problemLine(problemOf(error))}`);
    }
  }
  return found;
}

async function weightFiles(
  { weights }: Reproduction,
  places: DataPlaces,
): Promise<WeightFiles | null> {
  if (weights === undefined) return null;
  const [path, vocabulary] = await Promise.all([
    findData(weights.file, places),
    findData(weights.vocabulary, places),
  ]);
  return { path, vocabulary };
}

/** @returns what was done, in words */
async function writeDown(
  outcome: Outcome,
  { results, home }: Options,
  { root }: Surroundings,
): Promise<string> {
  const path = results === undefined ? usualResults(root, home) : resolve(results);
  const { name } = outcome.reproduction;
  try {
    const document = existsSync(path) ? await readFile(path, 'utf8') : '';
    if (outcome.load === null && hasSection(document, name)) return `Written down before: ${path}`;
    await mkdir(dirname(path), { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    await writeFile(unfinished, withSection(document, name, resultSection(outcome)));
    await rename(unfinished, path);
  } catch (error) {
    throw unwritableFile(error, path, 'Choose another place with --results.');
  }
  return `Written down: ${path}`;
}

/** A checkout keeps its results in the repository, an installed program in the home folder. */
function usualResults(root: string, home: string | undefined): string {
  const isCheckout = existsSync(join(root, '.git')) && existsSync(join(root, 'docs/results.md'));
  return isCheckout ? join(root, 'docs/results.md') : join(homeFolder(home), 'results.md');
}
