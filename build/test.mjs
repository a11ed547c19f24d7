#!/usr/bin/env node
/**
 * `npm test [-- unit | e2e] [--packaged] [filter…]`: the unit, conformance and parity suites, then
 * the end-to-end suite in a real window. The last line sums up both runners.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundle } from './bundle.mjs';
import { refreshKernels } from './setup/kernels.mjs';
import { describeRuntime, findRuntime, runtimeEnvironment } from './setup/runtime.mjs';
import { onSomeDisplay } from './support/display.mjs';
import { addCounts, readPlaywrightReport, readVitestReport } from './support/test-reports.mjs';

const root = resolve(import.meta.dirname, '..');
const reports = join(root, 'out/test-reports');
const given = process.argv.slice(2);
const isPackaged = given.includes('--packaged');
const suites = ['unit', 'e2e'].filter((suite) => given[0] === suite);
const filters = given.slice(suites.length).filter((argument) => argument !== '--packaged');

const { failed } = await bundle();
if (failed.length > 0) finish({ passed: 0, failed: failed.length, skipped: 0 });
await refreshKernels();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const counts = [];
if (!suites.includes('e2e')) counts.push(runUnitTests());
if (!suites.includes('unit')) counts.push(runWindowTests());
finish(addCounts(counts));

function runUnitTests() {
  const report = join(reports, 'unit.json');
  const config = join(root, 'test/vitest.config.ts');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const code = run([process.execPath, vitest, 'run', '--config', config, ...reporters, ...filters]);
  return readVitestReport(report, code);
}

function runWindowTests() {
  const folder = join(root, 'test/e2e');
  const isThere =
    existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.test.ts'));
  if (!isThere) return { passed: 0, failed: 0, skipped: 0 };
  const environment = isPackaged ? packagedEnvironment() : checkoutEnvironment();
  if (environment === null) return { passed: 0, failed: 1, skipped: 0 };
  const report = join(reports, 'e2e.json');
  const config = join(root, 'test/playwright.config.ts');
  const playwright = join(root, 'node_modules/@playwright/test/cli.js');
  const command = [process.execPath, playwright, 'test', '--config', config, ...filters];
  const code = run(onSomeDisplay(command), { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  return readPlaywrightReport(report, code);
}

function checkoutEnvironment() {
  const runtime = findRuntime();
  if (runtime === null) {
    console.error('The window tests need an Electron runtime: `npm run setup` brings it.');
    return null;
  }
  console.log(`Window: ${describeRuntime(runtime)}`);
  return runtimeEnvironment(runtime);
}

function packagedEnvironment() {
  const executable =
    process.env.UNROLL_PACKAGED_EXECUTABLE ?? join(root, 'dist/linux-unpacked/unroll-window');
  if (!existsSync(executable)) {
    console.error(`There is no package at ${executable}: \`npm run package\` makes it.`);
    return null;
  }
  console.log(`Window: the package at ${executable}`);
  return { UNROLL_PACKAGED_EXECUTABLE: executable };
}

function run([program, ...args], environment = {}) {
  const env = { ...process.env, ...environment };
  return spawnSync(program, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}

function finish({ passed, failed, skipped }) {
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed > 0 ? 1 : 0);
}
