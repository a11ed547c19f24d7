#!/usr/bin/env node
/**
 * Bundles what runs: the entry of each process into out/main, the preload script into out/preload,
 * the window into out/renderer. A target whose sources have not changed since its last bundle is
 * left alone; `--force` bundles everything.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { kernelStamp } from './native/stamp.mjs';
import { withLock } from './support/lock.mjs';
import { compileMessages } from './support/messages.mjs';
import { signatureOf } from './support/signature.mjs';

const root = resolve(import.meta.dirname, '..');
const output = join(root, 'out');
/** The older of the two runtimes that the window may meet decides. */
const nodeTarget = 'node20';
const chromeTarget = 'chrome130';

/**
 * `file` is the bundle's entry under out/, `sources` the folders whose change makes it stale.
 * @typedef {{ name: string; entry: string; file: string; sources: string[];
 *   build: (outDir: string) => Promise<void> }} Target
 */
const processSources = ['src', 'electron'];
/** @type {readonly Target[]} */
const targets = [
  processTarget('main', 'electron/main.ts'),
  processTarget('engine', 'electron/engine.ts'),
  processTarget('trainer', 'src/trainer/process.ts'),
  processTarget('cli', 'src/cli.ts'),
  processTarget('bench', 'src/bench/worker/process.ts'),
  {
    name: 'preload',
    entry: 'electron/preload.ts',
    file: 'preload/preload.cjs',
    sources: processSources,
    build: bundlePreload,
  },
  {
    name: 'renderer',
    entry: 'renderer/index.html',
    file: 'renderer/index.html',
    sources: ['renderer', 'renderer/project.inlang/settings.json', 'src/contract'],
    build: bundleRenderer,
  },
];

/** @returns {Target} */
function processTarget(name, entry) {
  const format = {
    format: 'es',
    entryFileNames: `${name}.js`,
    chunkFileNames: `${name}-[name].js`,
  };
  const build = (outDir) => bundleForNode(entry, outDir, format);
  return { name, entry, file: `main/${name}.js`, sources: processSources, build };
}

/** A sandboxed preload script can load nothing beside itself: one CommonJS file. */
function bundlePreload(outDir) {
  const format = { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false };
  return bundleForNode('electron/preload.ts', outDir, format);
}

async function bundleForNode(entry, outDir, format) {
  const { build } = await import('vite');
  const external = declaredPackages();
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    resolve: { mainFields: ['module', 'main'], conditions: ['node'] },
    // The addon of compiled kernels that fits these sources.
    define: { __KERNEL_STAMP__: JSON.stringify(kernelStamp()) },
    ssr: { noExternal: true, external },
    build: {
      outDir,
      emptyOutDir: true,
      target: nodeTarget,
      ssr: true,
      minify: false,
      sourcemap: true,
      copyPublicDir: false,
      rolldownOptions: {
        input: join(root, entry),
        external: [/^electron($|\/)/, /^node:/, ...builtinModules, ...external],
        output: format,
      },
    },
  });
}

/** Stay outside the bundles: native packages, and TensorFlow.js, which must exist only once. */
function declaredPackages() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
}

async function bundleRenderer(outDir) {
  const { build } = await import('vite');
  const { svelte } = await import('@sveltejs/vite-plugin-svelte');
  compileMessages();
  // Built from within a test run, whose environment is another, the window would check itself at every
  // step, as for development, and be several times as slow.
  const environment = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build({
    configFile: false,
    root: join(root, 'renderer'),
    base: './',
    logLevel: 'warn',
    plugins: [svelte({ configFile: false })],
    build: {
      outDir,
      emptyOutDir: true,
      target: chromeTarget,
      sourcemap: true,
      // The window's content policy allows no data: addresses.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: { checks: { pluginTimings: false } },
      chunkSizeWarningLimit: 2000,
    },
  }).finally(() => {
    if (environment === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environment;
  });
}

/**
 * Bundles every stale target whose entry exists.
 * @param {{ force?: boolean; only?: readonly string[] }} [options] `only`: names of targets
 * @returns {Promise<{ bundled: string[]; failed: string[] }>} failures have been printed
 */
export async function bundle({ force = false, only } = {}) {
  const wanted = targets.filter(
    (target) => (only?.includes(target.name) ?? true) && existsSync(join(root, target.entry)),
  );
  const isStale = (target) => force || !isUpToDate(target);
  if (!wanted.some(isStale)) return { bundled: [], failed: [] };
  return withLock(join(output, '.lock'), async () => {
    const bundled = [];
    const failed = [];
    for (const target of wanted.filter(isStale)) {
      const done = await bundleTarget(target);
      (done ? bundled : failed).push(target.name);
    }
    return { bundled, failed };
  });
}

/** Builds beside the old bundle and then moves it in, so that nobody meets half a bundle. */
async function bundleTarget(target) {
  const signature = signatureOf(root, target.sources);
  const staging = join(output, `.${target.name}`);
  const destination = dirname(join(output, target.file));
  try {
    await target.build(staging);
  } catch (error) {
    console.error(`bundle: ${target.name} failed: ${error.message}`);
    return false;
  }
  mkdirSync(destination, { recursive: true });
  // The entry comes last: what it points to is there before it.
  const entry = basename(target.file);
  const files = readdirSync(staging).filter((file) => file !== entry);
  for (const file of [...files, entry]) {
    rmSync(join(destination, file), { recursive: true, force: true });
    renameSync(join(staging, file), join(destination, file));
  }
  rmSync(staging, { recursive: true });
  writeFileSync(stampOf(target), signature);
  return true;
}

const stampOf = (target) => join(output, `.${target.name}.stamp`);

function isUpToDate(target) {
  if (!existsSync(stampOf(target)) || !existsSync(join(output, target.file))) return false;
  return readFileSync(stampOf(target), 'utf8') === signatureOf(root, target.sources);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = performance.now();
  const { bundled, failed } = await bundle({ force: process.argv.includes('--force') });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (bundled.length > 0) console.log(`bundle: ${bundled.join(', ')} in ${seconds} s`);
  else if (failed.length === 0) console.log('bundle: up to date');
  process.exitCode = failed.length > 0 ? 1 : 0;
}
