import { basename, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** Bundles a TypeScript file of `test/support`, for a process that plain Node runs. Returns its path. */
export async function bundledScript(file: string): Promise<string> {
  const name = basename(file, '.ts');
  // Under the repository, so that packages left outside of the bundle are found.
  const outDir = resolve(root, 'out/test');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: resolve(import.meta.dirname, file),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      rolldownOptions: { output: { format: 'es', entryFileNames: `${name}.mjs` } },
    },
  });
  return resolve(outDir, `${name}.mjs`);
}
