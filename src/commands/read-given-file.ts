import { readFile } from 'node:fs/promises';
import { UnrollError } from '../contract/index.ts';

/**
 * The text of a file that an option names.
 * @param hint what to give instead
 * @throws UnrollError `unreadable-file`
 */
export async function readGivenFile(path: string, hint: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadableFile(error, path, hint);
  }
}

/** The system's complaint about a file that a person named, as a sentence. */
export function unreadableFile(error: unknown, path: string, hint: string): UnrollError {
  const { code } = error as NodeJS.ErrnoException;
  const message =
    code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${code ?? error}).`;
  return new UnrollError({ code: 'unreadable-file', message, where: path, hint });
}
