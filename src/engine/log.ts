import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';

export type Log = Logger;

const largestFile = 5 * 1024 * 1024;
const olderFiles = 3;

/** JSON lines in `logs/unroll.log`; a file that has grown too large is set aside at the next start. */
export function openLog(home: string, version: string): Log {
  const folder = join(home, 'logs');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'unroll.log');
  rotate(file);
  // Synchronous, because the last lines before a crash are those that matter.
  const destination = pino.destination({ dest: file, sync: true, append: true });
  const timestamp = pino.stdTimeFunctions.isoTime;
  return pino({ base: { pid: process.pid, version }, timestamp }, destination);
}

/** For engines that only look: they leave no trace. */
export function silentLog(): Log {
  return pino({ enabled: false });
}

function rotate(file: string): void {
  if (!existsSync(file) || statSync(file).size < largestFile) return;
  rmSync(`${file}.${olderFiles}`, { force: true });
  for (let i = olderFiles - 1; i >= 1; i--) {
    if (existsSync(`${file}.${i}`)) renameSync(`${file}.${i}`, `${file}.${i + 1}`);
  }
  renameSync(file, `${file}.1`);
}
