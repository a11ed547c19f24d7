import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UnrollError } from '../contract/index.ts';
import type { DataNeed, MadeData } from './reproduction.ts';

export interface DataPlaces {
  /** Folder given with `--data`. */
  readonly folder: string | null;
  readonly samplesDirectory: string;
  /** Where data that is made lies. */
  readonly madeDirectory: string;
}

/**
 * The file that a row trains on: from the folder given or a folder directly in it, else a bundled
 * sample. Data that is made from another file is made once.
 * @throws UnrollError `missing-data` that names the file and where to get it
 */
export async function findData(need: DataNeed, places: DataPlaces): Promise<string> {
  const found = await foundFile(need, places);
  if (found === null) throw missing(need, places.folder);
  return need.make === undefined ? found : made(need.make, found, places.madeDirectory);
}

async function foundFile(
  { files, sample }: DataNeed,
  { folder, samplesDirectory }: DataPlaces,
): Promise<string | null> {
  for (const directory of folder === null ? [] : await withFoldersIn(folder)) {
    for (const file of files) {
      const path = join(directory, file);
      if (existsSync(path)) return path;
    }
  }
  if (sample === undefined) return null;
  const path = join(samplesDirectory, sample);
  return existsSync(path) ? path : null;
}

async function withFoldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const inner = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    return [folder, ...inner.sort().map((name) => join(folder, name))];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UnrollError({
      code: 'unreadable-folder',
      message:
        code === 'ENOENT'
          ? `There is no folder ${folder}.`
          : `${folder} cannot be read as a folder (${code}).`,
      where: folder,
      hint: 'Name the folder that holds the data files with --data.',
    });
  }
}

/** Written beside and renamed, so that a half-written file is never taken for a whole one. */
async function made({ file, write }: MadeData, found: string, folder: string): Promise<string> {
  const target = join(folder, file);
  if (existsSync(target) && (await isNewer(target, found))) return target;
  await mkdir(folder, { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  try {
    await write(found, unfinished);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
  return target;
}

async function isNewer(made: string, source: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(made), stat(source)]);
  return one.mtimeMs >= other.mtimeMs;
}

function missing({ files, source }: DataNeed, folder: string | null): UnrollError {
  const [usual] = files;
  const others = files.length > 1 ? ` (or ${files.slice(1).join(', ')})` : '';
  const where = folder === null ? 'does not come with Unroll' : `is not in ${folder}`;
  return new UnrollError({
    code: 'missing-data',
    message: `The data file ${usual}${others} ${where}.`,
    where: usual,
    hint: `Get it from ${source} and name its folder with --data DIR.`,
  });
}
