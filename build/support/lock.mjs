import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs the action while holding a lock file, so that two commands started at once take turns. */
export async function withLock(path, action) {
  mkdirSync(dirname(path), { recursive: true });
  while (!take(path)) await sleep(100);
  try {
    return await action();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isHeld(path)) rmSync(path, { force: true });
    return false;
  }
}

/** A lock whose owner has died is free. */
function isHeld(path) {
  try {
    const owner = Number(readFileSync(path, 'utf8'));
    // The owner may be between creating the file and writing its number into it.
    if (owner === 0) return true;
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
