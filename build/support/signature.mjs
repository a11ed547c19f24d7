import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files that decide every bundle: what is declared and how it is bundled. */
const always = ['package.json', 'build/bundle.mjs', 'build/support/messages.mjs'];
/** Written while bundling, so no source. */
const generated = new Set(['renderer/paraglide']);

/**
 * A digest of the names, sizes and times of all files below the given folders (a few milliseconds
 * for some hundred files): it changes when a file is edited, added or removed.
 */
export function signatureOf(root, folders) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package.json')));
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  const walk = (folder) => {
    if (generated.has(folder)) return;
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort(byName)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else add(path);
    }
  };
  always.slice(1).forEach(add);
  folders.forEach(walk);
  return hash.digest('hex');
}

const byName = (a, b) => (a.name < b.name ? -1 : 1);
