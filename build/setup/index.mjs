#!/usr/bin/env node
/**
 * Brings what npm does not: libraries, runtimes and bindings. Runs after `npm ci`, where it never
 * fails, and as `npm run setup`, where it says by its exit code whether all is there.
 * `npm run setup -- --retry` tries again to get what had to be replaced by a second choice.
 */
import { join } from 'node:path';
import { withLock } from '../support/lock.mjs';
import { debianLibraries } from './debian.mjs';
import { electron } from './electron.mjs';
import { electronSqlite } from './electron-sqlite.mjs';
import { cache } from './folders.mjs';
import { kernels } from './kernels.mjs';
import { sqlite } from './sqlite.mjs';
import { tensorflow, tensorflowGpu } from './tensorflow.mjs';

/** A part that another needs stands before it. */
const parts = [
  ...[debianLibraries, sqlite, tensorflow, tensorflowGpu, kernels],
  ...[electron, electronSqlite],
];

const retry = process.argv.includes('--retry');
const isPostinstall = process.env.npm_lifecycle_event === 'postinstall';
const started = performance.now();

const isMissing = (part) => part.check() === null || (retry && part.isProvisional?.());
// What needs a missing part can only be judged once that part is there.
const missing = parts.filter(
  (part) => isMissing(part) || part.needs?.some((needed) => isMissing(needed)),
);
const failed = missing.length > 0 ? await withLock(join(cache, '.lock'), bringMissing) : [];
const seconds = ((performance.now() - started) / 1000).toFixed(1);
if (missing.length > 0) console.log(`Set-up took ${seconds} s; downloads are kept in ${cache}`);
else console.log(`Set-up: nothing to do (${seconds} s)`);
process.exit(failed.length > 0 && !isPostinstall ? 1 : 0);

/** All at once, as far as they do not need each other: one downloads while another compiles. */
async function bringMissing() {
  const work = new Map();
  for (const part of missing) {
    const needed = (part.needs ?? []).map((other) => work.get(other));
    work.set(
      part,
      Promise.all(needed).then(() => bringPart(part)),
    );
  }
  const done = await Promise.all(work.values());
  return done.filter((succeeded) => !succeeded);
}

async function bringPart(part) {
  const say = (progress) => console.log(`  ${part.name}: ${progress} …`);
  try {
    // Another set-up may have brought it while this one waited for its turn.
    const line = isMissing(part) ? await part.bring(say) : part.check();
    console.log(`${part.name}: ${line}`);
    return true;
  } catch (error) {
    console.log(`${part.name}: missing, ${error.message}`);
    return false;
  }
}
