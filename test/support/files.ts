import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes a file that vanishes with the test. @returns its path */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Unpacks a tar archive into a folder of its own. @returns the folder and how to remove it */
export function unpackTar(archive: string): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-test-'));
  execFileSync('tar', ['xzf', archive, '-C', folder]);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
