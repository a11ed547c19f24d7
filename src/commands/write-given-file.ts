import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UnrollError } from '../contract/index.ts';

export interface WrittenFile {
  /** Where else to write: `Choose another place with --svg.` */
  readonly hint: string;
  /** Whether a file that stands there is replaced; else it is kept and that is an error. */
  readonly replaces: boolean;
}

/**
 * Writes a file that an option names, whole or not at all.
 * @returns its absolute path
 * @throws UnrollError `file-exists`, or `unwritable-file` with the reason
 */
export async function writeGivenFile(
  given: string,
  content: string | Uint8Array,
  { hint, replaces }: WrittenFile,
): Promise<string> {
  const path = resolve(given);
  const there = await factsOf(path);
  if (there !== null && !replaces) throw fileExists(path, hint);
  // A pipe or a terminal cannot be replaced, only written to.
  const isSpecial = there !== null && !there.isFile();
  const unfinished = isSpecial ? path : `${path}.${randomUUID().slice(0, 8)}`;
  try {
    await writeFile(unfinished, content);
    if (!isSpecial) await rename(unfinished, path);
  } catch (error) {
    if (!isSpecial) await rm(unfinished, { force: true });
    throw unwritableFile(error, path, hint);
  }
  return path;
}

/** Before long work whose result goes there. @throws UnrollError `file-exists` or `unwritable-file` */
export async function expectNewFile(given: string, hint: string): Promise<void> {
  const path = resolve(given);
  if ((await factsOf(path)) !== null) throw fileExists(path, hint);
  if ((await factsOf(dirname(path))) === null) throw noFolder(path, hint);
}

/**
 * Before long work whose result goes there, in the place of what may stand there.
 * @throws UnrollError `unwritable-file`
 */
export async function expectWritableFile(given: string, hint: string): Promise<void> {
  const path = resolve(given);
  const there = await factsOf(path);
  if (there?.isDirectory()) {
    const message = `${path} is a folder.`;
    throw new UnrollError({ code: 'unwritable-file', message, where: path, hint });
  }
  try {
    // A file is replaced by renaming, which needs its folder; a device or pipe is written to itself.
    await access(there === null || there.isFile() ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw unwritableFile(error, path, hint);
  }
}

/** The system's complaint about a file that was to be written, as a sentence. */
export function unwritableFile(error: unknown, path: string, hint: string): UnrollError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return noFolder(path, hint);
  const message =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `There is no space for ${path}.`
      : `${path} cannot be written (${code ?? error}).`;
  return new UnrollError({ code: 'unwritable-file', message, where: path, hint });
}

function noFolder(path: string, hint: string): UnrollError {
  const message = `There is no folder ${dirname(path)} to write to.`;
  return new UnrollError({ code: 'unwritable-file', message, where: path, hint });
}

function fileExists(path: string, hint: string): UnrollError {
  const message = `There is already a file ${path}.`;
  return new UnrollError({ code: 'file-exists', message, where: path, hint });
}

function factsOf(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}
