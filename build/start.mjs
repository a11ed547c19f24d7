#!/usr/bin/env node
/**
 * `npm start`: opens the workbench. Without a display, or without an Electron runtime, it says so
 * and shows what Unroll does on the command line instead.
 */
import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { bundle } from './bundle.mjs';
import { refreshKernels } from './setup/kernels.mjs';
import { findRuntime, runtimeEnvironment } from './setup/runtime.mjs';
import { hasDisplay } from './support/display.mjs';

const root = resolve(import.meta.dirname, '..');
const { failed } = await bundle();
if (failed.length > 0) process.exit(1);
await refreshKernels();

const runtime = findRuntime();
if (runtime === null) demonstrate('There is no Electron runtime: `npm run setup` brings it.');
else if (!hasDisplay()) demonstrate('There is no display to open the window on.');
else openWindow(runtime);

function openWindow({ executable }) {
  // Chromium refuses to start its sandbox as root.
  const switches = process.getuid?.() === 0 ? ['--no-sandbox', '--log-level=3'] : [];
  const window = spawn(executable, [...switches, root, ...process.argv.slice(2)], {
    env: { ...process.env, ...runtimeEnvironment(runtime) },
    stdio: 'inherit',
  });
  process.on('SIGINT', () => window.kill('SIGINT'));
  process.on('SIGTERM', () => window.kill('SIGTERM'));
  window.on('exit', (code) => process.exit(code ?? 1));
}

function demonstrate(reason) {
  console.log(
    `${reason} Running \`unroll demo\` instead; \`npx unroll --help\` lists the commands.`,
  );
  const command = [join(root, 'build/unroll.mjs'), 'demo'];
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' });
  process.exit(status ?? 1);
}
