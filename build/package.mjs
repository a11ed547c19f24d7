#!/usr/bin/env node
/**
 * `npm run package [-- --dir] [--release]`: an unpacked folder and, on Debian and its kin, a .deb in
 * dist/. `--dir` makes the folder only. `--release` takes away the debugger, which the end-to-end
 * suite drives the package with.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundle } from './bundle.mjs';
import { packageConfiguration } from './package/configuration.mjs';
import { isProgram } from './setup/commands.mjs';
import { refreshKernels } from './setup/kernels.mjs';
import { kernelsAddon } from './setup/kernels-addon.mjs';
import { describeRuntime, findRuntime } from './setup/runtime.mjs';

const root = resolve(import.meta.dirname, '..');
const isRelease = process.argv.includes('--release');
const folderOnly = process.argv.includes('--dir');

const runtime = findRuntime();
if (runtime === null) {
  console.error('There is no Electron runtime to package: `npm run setup` brings it.');
  process.exit(1);
}
console.log(`Packaging ${describeRuntime(runtime)}`);
const { failed } = await bundle({ force: true });
if (failed.length > 0) process.exit(1);

await refreshKernels();
if (!existsSync(kernelsAddon)) {
  console.log('The package goes without compiled kernels: training in it will be slower.');
}

const { build } = await import('electron-builder');
// Without dpkg-deb electron-builder brings the tool that it usually makes packages with.
if (isProgram('dpkg-deb')) {
  process.env.CUSTOM_FPM_PATH ??= join(import.meta.dirname, 'package/fpm-stand-in.mjs');
}
const made = await build({
  projectDir: root,
  ...(folderOnly ? { dir: true } : {}),
  publish: 'never',
  config: packageConfiguration({ runtime, isRelease }),
});
for (const file of [join(root, 'dist/linux-unpacked'), ...made].filter((path) =>
  existsSync(path),
)) {
  console.log(`made ${file}`);
}
