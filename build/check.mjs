#!/usr/bin/env node
/**
 * `npm run check`: types, Svelte, lint and format, the layer table, code that nothing uses.
 * All of them run even when one fails.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { checkLayers } from './support/layer-check.mjs';
import { compileMessages } from './support/messages.mjs';

const root = resolve(import.meta.dirname, '..');
const tool =
  (path, ...args) =>
  () =>
    runTool(join(root, 'node_modules', path), args);
/** What the last check found out about unchanged files is kept, which halves the time of the next. */
const types = (world) => {
  const known = join(root, `out/types/${world}.tsbuildinfo`);
  return tool(
    'typescript/bin/tsc',
    '--project',
    world,
    '--incremental',
    '--tsBuildInfoFile',
    known,
  );
};

const checks = {
  'types of src': types('src'),
  'types of electron': types('electron'),
  'types of test': types('test'),
  'types of build': types('build'),
  'types and templates of renderer': tool(
    'svelte-check/bin/svelte-check',
    ...['--tsconfig', 'renderer/tsconfig.json', '--output', 'human', '--fail-on-warnings'],
  ),
  'lint and format': tool(
    '@biomejs/biome/bin/biome',
    ...['check', '--config-path', 'build/lint.json', '--error-on-warnings'],
  ),
  layers: checkLayers,
  'unused code': tool('knip/bin/knip.js', '--config', 'build/knip.json'),
};

compileMessages();
const failed = [];
for (const [name, check] of Object.entries(checks)) {
  const started = performance.now();
  const passed = await check();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
  if (!passed) failed.push(name);
}
console.log(failed.length > 0 ? `\nFailed: ${failed.join(', ')}` : '\nAll checks passed');
process.exit(failed.length > 0 ? 1 : 0);

/** Shows what a tool prints only when it has something to complain about. */
function runTool(script, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) process.stdout.write(`${stdout}${stderr}`);
  return status === 0;
}
