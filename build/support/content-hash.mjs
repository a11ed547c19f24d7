import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Of the names and contents of all files below folders, so that checkouts whose files differ in their
 * times only share one.
 * @param {string} root
 * @param {readonly string[]} folders relative to the root
 * @param {string} [salt] what else decides
 */
export function contentHash(root, folders, salt = '') {
  const hash = createHash('sha256').update(salt);
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of files.sort()) {
    const name = file.slice(root.length).replaceAll('\\', '/');
    hash.update(`${name}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}
