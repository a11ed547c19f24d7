import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ask, isProgram, npm, reasonIn, run } from './commands.mjs';
import { installPackages } from './debian.mjs';
import { cache, machine, packageFolder, packageVersion } from './folders.mjs';

const folder = packageFolder('better-sqlite3');
const installed = folder && join(folder, 'build/Release/better_sqlite3.node');

/**
 * The SQLite binding for this Node, bound to the interface number of the runtime it is built for.
 * @type {import('./part.d.mts').Part}
 */
export const sqlite = {
  name: 'SQLite binding',

  check() {
    return installed && loads(installed) ? packageVersion('better-sqlite3') : null;
  },

  async bring(say) {
    if (folder === null) throw new Error('better-sqlite3 is not installed: type `npm ci`');
    const kept = keptBinding();
    if (existsSync(kept) && loads(kept)) {
      copyBinding(kept, installed);
      return 'taken from the cache';
    }
    const how = (await fetchBinding(say)) ? 'downloaded' : await compileBinding(say);
    copyBinding(installed, kept);
    return how;
  },
};

function keptBinding() {
  const name = `better-sqlite3-${packageVersion('better-sqlite3')}-node-v${process.versions.modules}`;
  return join(cache, 'sqlite', `${name}-${machine}.node`);
}

/** The published binary, where its server can be reached. */
async function fetchBinding(say) {
  say('downloading the binary for this Node');
  const { ok } = await run(process.execPath, [downloaderScript()], { cwd: folder });
  return ok && loads(installed);
}

/** The program with which better-sqlite3 fetches its published binaries. */
export function downloaderScript() {
  return createRequire(join(folder, 'package.json')).resolve('prebuild-install/bin.js');
}

async function compileBinding(say) {
  const tools = ['g++', 'make', 'python3'].filter((tool) => !isProgram(tool));
  if (tools.length > 0) {
    say(`no binary to be had; installing ${tools.join(', ')} to compile it`);
    await installPackages(tools);
  }
  say('no binary to be had; compiling it (a minute)');
  const { ok, output } = await npm(['run', 'build-release'], { cwd: folder, env: nodeHeaders() });
  if (!ok || !loads(installed)) throw new Error(`cannot be compiled: ${reasonIn(output)}`);
  return 'compiled';
}

/** The headers beside the running Node spare the compiler's download of them. */
function nodeHeaders() {
  const prefix = dirname(dirname(process.execPath));
  const there = existsSync(join(prefix, 'include/node/node.h'));
  return there && !process.env.npm_config_nodedir ? { npm_config_nodedir: prefix } : {};
}

/** In a process of its own: a binding for another runtime may end the process that loads it. */
function loads(file) {
  if (!existsSync(file)) return false;
  const program = `process.dlopen({ exports: {} }, ${JSON.stringify(file)})`;
  return ask(process.execPath, ['-e', program]) !== null;
}

/** Copied beside its place first, so that nobody meets half a file. */
export function copyBinding(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, `${to}.part`);
  renameSync(`${to}.part`, to);
}
