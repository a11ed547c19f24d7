#!/usr/bin/env node
/** Bundles and runs one measurement: `node test/bench/run.mjs store`. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const name = process.argv[2];
if (name === undefined) {
  process.stderr.write(
    'Which measurement? One of the files beside this one, for instance: store\n',
  );
  process.exit(2);
}
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
