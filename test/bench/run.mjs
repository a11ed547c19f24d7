#!/usr/bin/env node
/**
 * `npm run bench [-- options]` is `unroll bench`; `npm run bench -- store` bundles and runs one of
 * the measurements for developers that lie beside this file.
 */
import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const name = process.argv[2];
const measurements = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'));
if (name === undefined || name.startsWith('-')) {
  process.argv.splice(2, 0, 'bench');
  await import('../../build/unroll.mjs');
} else if (measurements.includes(name)) {
  await measure(name);
} else {
  process.stderr.write(
    `There is no measurement ${name}; there are ${measurements.join(', ')}, and without a name the bench against other libraries (npm run bench -- --help).\n`,
  );
  process.exit(2);
}

async function measure(name) {
  process.chdir(root);
  const outDir = resolve(root, 'out/bench');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: resolve(import.meta.dirname, `${name}.ts`),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { format: 'es', entryFileNames: `${name}.mjs` } },
    },
  });
  await import(pathToFileURL(resolve(outDir, `${name}.mjs`)).href);
}
