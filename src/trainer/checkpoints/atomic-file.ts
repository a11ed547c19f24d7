import { copyFile, link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file so that after a crash, of the machine too, either the old or the new content is
 * there in full: a temporary file in the same folder, flushed, then renamed over the old one.
 * @param write fills the file at the path it is given
 */
export async function replaceFile(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await write(temporary);
    await flush(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await flushFolder(dirname(path));
}

/**
 * Gives a finished file a second name, replacing what has that name. No bytes are copied where the
 * file system has hard links; checkpoints are only ever replaced, never changed, so sharing is safe.
 */
export async function shareFile(existing: string, path: string): Promise<void> {
  const temporary = temporaryPath(path);
  await rm(temporary, { force: true });
  try {
    await link(existing, temporary);
  } catch {
    await copyFile(existing, temporary);
    await flush(temporary);
  }
  await rename(temporary, path);
  // Renaming over another name of the same file does nothing and leaves both names.
  await rm(temporary, { force: true });
  await flushFolder(dirname(path));
}

/** Temporary files start with a dot and end so: a crash leaves them behind. */
export const temporarySuffix = '.partial';

function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}${temporarySuffix}`);
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename last; Windows has no such call and needs none. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
