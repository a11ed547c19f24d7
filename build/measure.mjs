#!/usr/bin/env node
/**
 * `npm run measure`: opens the real window and measures what it promises: the time to its first
 * paint, its memory when idle, and how long its main process is held up while a network trains.
 * Figures mean something on a quiet machine only. Ends with 1 when a bound is broken.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundle } from './bundle.mjs';
import { describeRuntime, findRuntime, runtimeEnvironment } from './setup/runtime.mjs';
import { onSomeDisplay } from './support/display.mjs';
import {
  measureFirstPaint,
  measureIdleMemory,
  measureLongestBlock,
} from './support/measurements.mjs';

const root = resolve(import.meta.dirname, '..');
const starts = 5;
const trainingSeconds = 20;

const { failed } = await bundle();
const runtime = findRuntime();
if (failed.length > 0 || runtime === null) process.exit(1);
const [program, ...args] = onSomeDisplay([process.execPath, ...process.argv.slice(1)]);
if (program !== process.execPath) {
  process.exit(spawnSync(program, args, { stdio: 'inherit' }).status ?? 1);
}

console.log(`${describeRuntime(runtime)}; ${cpus().length} x ${cpus()[0].model}`);
const folder = mkdtempSync(join(tmpdir(), 'unroll-measure-'));
const window = {
  executable: runtime.executable,
  switches: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...['--disable-gpu', '--log-level=3', `--user-data-dir=${join(folder, 'profile')}`],
  ],
  application: root,
  environment: {
    ...process.env,
    ...runtimeEnvironment(runtime),
    UNROLL_HOME: join(folder, 'home'),
    UNROLL_MEASURE: '1',
  },
};
try {
  const results = [
    ['start to first paint', await measureFirstPaint(window, starts), 700, 'ms'],
    ['idle memory, all processes', await measureIdleMemory(window), 350, 'MB'],
    ['longest block while training', await measureLongestBlock(window, trainingSeconds), 50, 'ms'],
  ];
  for (const [what, value, bound, unit] of results) {
    const verdict = value <= bound ? 'within' : 'OVER';
    console.log(
      `${what.padEnd(30)} ${value.toFixed(0).padStart(5)} ${unit}  ${verdict} ${bound} ${unit}`,
    );
  }
  process.exitCode = results.every(([, value, bound]) => value <= bound) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
