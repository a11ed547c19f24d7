/**
 * Where the Electron runtime is that opens the window in this checkout, and the SQLite binding that
 * fits it. Run as a program it prints the same as JSON.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cache, machine, packageFolder, packageVersion } from './folders.mjs';

const executables = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** The substitute's version and place: see electron-substitute.mjs. */
export const substitute = {
  version: '33.2.1',
  folder: join(cache, 'electron', `33.2.1-${machine}`),
};

/**
 * `folder` holds the executable and everything beside it; `isSubstitute`: whether this is the
 * registry-served runtime, not the declared one; `sqliteBinding`: better-sqlite3's addon for this
 * runtime, null when the set-up has not brought it.
 * @typedef {{ folder: string; executable: string; version: string; isSubstitute: boolean;
 *   sqliteBinding: string | null }} Runtime
 */

/**
 * The runtime that opens the window: the declared one, else the substitute, else null.
 * @returns {Runtime | null}
 */
export function findRuntime() {
  const declared = packageFolder('electron');
  const candidates = [
    ...(declared ? [{ folder: join(declared, 'dist'), version: packageVersion('electron') }] : []),
    substitute,
  ];
  for (const { folder, version } of candidates) {
    const executable = join(folder, executables[process.platform] ?? 'electron');
    if (!existsSync(executable) || versionIn(folder) !== version) continue;
    const sqliteBinding = electronBindingPath(version);
    return {
      folder,
      executable,
      version,
      isSubstitute: folder === substitute.folder,
      sqliteBinding: existsSync(sqliteBinding) ? sqliteBinding : null,
    };
  }
  return null;
}

/** Where the SQLite binding for a version of Electron is kept. */
export function electronBindingPath(version) {
  const name = `better-sqlite3-${packageVersion('better-sqlite3')}-electron-${version}`;
  return join(cache, 'sqlite', `${name}-${machine}.node`);
}

/**
 * What a process needs in its environment to open the window with this runtime.
 * @param {Runtime} runtime
 * @returns {Record<string, string>}
 */
export function runtimeEnvironment(runtime) {
  return {
    ELECTRON_OVERRIDE_DIST_PATH: runtime.folder,
    ...(runtime.sqliteBinding ? { UNROLL_SQLITE_BINDING: runtime.sqliteBinding } : {}),
  };
}

/**
 * For people: version and origin.
 * @param {Runtime} runtime
 */
export function describeRuntime({ version, isSubstitute }) {
  const declared = packageVersion('electron');
  return isSubstitute
    ? `Electron ${version} from the package registry, standing in for ${declared}`
    : `Electron ${version}`;
}

/** A finished runtime names its version in a file beside the executable. */
function versionIn(folder) {
  const file = join(folder, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : null;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(findRuntime(), null, 2));
}
