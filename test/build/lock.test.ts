import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../build/support/lock.mjs';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-lock-'));
  lock = join(folder, 'deep/lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('lets one in at a time and leaves nothing behind', async () => {
  let inside = 0;
  let most = 0;
  const visit = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(20);
    inside -= 1;
    return most;
  };
  await Promise.all([withLock(lock, visit), withLock(lock, visit), withLock(lock, visit)]);
  expect(most).toBe(1);
  expect(existsSync(lock)).toBe(false);
});

test('is free again after a failure', async () => {
  const failing = withLock(lock, () => Promise.reject(new Error('no disk')));
  await expect(failing).rejects.toThrow('no disk');
  expect(await withLock(lock, async () => 'in')).toBe('in');
});

test('of a process that has died is taken over', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const abandoned = join(folder, 'abandoned');
  writeFileSync(abandoned, String(dead));
  expect(await withLock(abandoned, async () => 'in')).toBe('in');
});
