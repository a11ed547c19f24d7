#!/usr/bin/env node
/** The `unroll` command: in a checkout it bundles first when a source has changed. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
if (existsSync(join(root, 'src/cli.ts')) && existsSync(join(root, 'node_modules/vite'))) {
  const { bundle } = await import('./bundle.mjs');
  const benches = process.argv[2] === 'bench' ? ['bench'] : [];
  const { failed } = await bundle({ only: ['cli', 'trainer', ...benches] });
  if (failed.length > 0) process.exit(1);
  const { refreshKernels } = await import('./setup/kernels.mjs');
  await refreshKernels();
}
await import(pathToFileURL(join(root, 'out/main/cli.js')).href);
