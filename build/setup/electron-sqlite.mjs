import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonIn, run } from './commands.mjs';
import { debianLibraries } from './debian.mjs';
import { electron } from './electron.mjs';
import { packageFolder, packageVersion, root } from './folders.mjs';
import { electronBindingPath, findRuntime } from './runtime.mjs';
import { copyBinding, downloaderScript } from './sqlite.mjs';

/**
 * The SQLite binding for the Electron runtime: the one for Node does not load there. The substitute
 * runtime comes with its own.
 * @type {import('./part.d.mts').Part}
 */
export const electronSqlite = {
  name: 'SQLite binding for Electron',
  needs: [electron, debianLibraries],

  check() {
    const runtime = findRuntime();
    if (runtime === null) return 'nothing to do without Electron';
    return runtime.sqliteBinding && packageVersion('better-sqlite3');
  },

  async bring(say) {
    const { version, executable } = findRuntime();
    const work = mkdtempSync(join(tmpdir(), 'unroll-sqlite-'));
    try {
      const built = join(work, 'build/Release/better_sqlite3.node');
      say(`downloading the binary for Electron ${version}`);
      let how = 'downloaded';
      if (!(await fetchBinding(work, version)) || !(await loads(executable, built))) {
        say('no binary to be had; compiling it (a minute or two)');
        await compileBinding(work, version);
        if (!(await loads(executable, built)))
          throw new Error(`does not load in Electron ${version}`);
        how = 'compiled';
      }
      copyBinding(built, electronBindingPath(version));
      return how;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  },
};

async function fetchBinding(work, version) {
  copyFileSync(join(packageFolder('better-sqlite3'), 'package.json'), join(work, 'package.json'));
  const target = ['--runtime', 'electron', '--target', version];
  return (await run(process.execPath, [downloaderScript(), ...target], { cwd: work })).ok;
}

/** In a copy: the package's own folder holds the binding for Node. */
async function compileBinding(work, version) {
  cpSync(packageFolder('better-sqlite3'), work, {
    recursive: true,
    filter: (path) => !path.includes(join('better-sqlite3', 'build')),
  });
  const compiler = createRequire(join(root, 'package.json')).resolve('node-gyp/bin/node-gyp.js');
  const headers = ['--runtime=electron', `--target=${version}`, `--dist-url=${electronHeaders}`];
  const options = { cwd: work, env: { npm_config_nodedir: '' } };
  const { ok, output } = await run(process.execPath, [compiler, 'rebuild', ...headers], options);
  if (!ok) throw new Error(`cannot be compiled: ${reasonIn(output)}`);
}

/** Where Electron publishes the headers of its versions. */
const electronHeaders = 'https://electronjs.org/headers';

async function loads(executable, file) {
  const program = `process.dlopen({ exports: {} }, ${JSON.stringify(file)})`;
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  return (await run(executable, ['-e', program], { env })).ok;
}
