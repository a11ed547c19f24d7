#!/usr/bin/env node
/**
 * Brings what npm does not: libraries, runtimes and bindings. Runs after `npm ci`, where it never
 * fails, and as `npm run setup [-- --force]`, where it says by its exit code whether all is there.
 */
import { join } from 'node:path';
import { withLock } from '../support/lock.mjs';
import { debianLibraries } from './debian.mjs';
import { electron } from './electron.mjs';
import { electronSqlite } from './electron-sqlite.mjs';
import { cache } from './folders.mjs';
import { sqlite } from './sqlite.mjs';
import { tensorflow } from './tensorflow.mjs';

/** In this order: the binding for Electron needs to know the runtime. */
const parts = [debianLibraries, sqlite, tensorflow, electron, electronSqlite];

const force = process.argv.includes('--force');
const isPostinstall = process.env.npm_lifecycle_event === 'postinstall';
const started = performance.now();

const standing = new Map(parts.map((part) => [part, force ? null : part.check()]));
const missing = parts.filter((part) => standing.get(part) === null);
const failed = missing.length > 0 ? await withLock(join(cache, '.lock'), bringMissing) : [];
const seconds = ((performance.now() - started) / 1000).toFixed(1);
if (missing.length > 0) console.log(`Set-up took ${seconds} s; downloads are kept in ${cache}`);
else console.log(`Set-up: nothing to do (${seconds} s)`);
process.exit(failed.length > 0 && !isPostinstall ? 1 : 0);

async function bringMissing() {
  const failures = [];
  for (const part of missing) {
    const say = (progress) => console.log(`  ${part.name}: ${progress} …`);
    try {
      // What this one needs may have been brought for an earlier one.
      const line = (force ? null : part.check()) ?? (await part.bring(say));
      console.log(`${part.name}: ${line}`);
    } catch (error) {
      failures.push(part);
      console.log(`${part.name}: missing, ${error.message}`);
    }
  }
  return failures;
}
