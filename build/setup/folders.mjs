import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
const require = createRequire(join(root, 'package.json'));

/** Downloads and what is built from them: outside the work tree, shared by all checkouts. */
export const cache = join(cacheBase(), 'unroll');

/** Tells apart what is built for different machines. */
export const machine = `${process.platform}-${process.arch}`;

function cacheBase() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches');
  if (process.platform === 'win32' && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA;
  return join(homedir(), '.cache');
}

/** Folder of an installed package, or null. */
export function packageFolder(name) {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

export function packageVersion(name) {
  const folder = packageFolder(name);
  return folder && JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
