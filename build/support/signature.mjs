import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Decide every bundle: what is declared, and how it is bundled. */
const always = ['package.json', 'build/bundle.mjs', 'build/support/messages.mjs'];
/** Written by the bundling itself. */
const generated = new Set(['renderer/paraglide', 'renderer/project.inlang']);

/**
 * A digest of the names, sizes and times of the given files and of all files below the given
 * folders (some milliseconds for some hundred files): it changes when a file is edited, added or
 * removed.
 */
export function signatureOf(root, paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const entry = statSync(join(root, path));
    if (!entry.isDirectory()) hash.update(`${path}\0${entry.size}\0${entry.mtimeMs}\n`);
    else if (!generated.has(path)) {
      const names = readdirSync(join(root, path)).sort();
      for (const name of names) add(`${path}/${name}`);
    }
  };
  for (const path of [...always, ...paths]) add(path);
  return hash.digest('hex');
}
