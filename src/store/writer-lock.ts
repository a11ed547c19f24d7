import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { UnrollError } from '../contract/index.ts';
import { bindingOption, type Connection, describeDatabaseError } from './database.ts';

/**
 * Says who may write to a home folder. The lock is an open transaction on an empty SQLite file: the
 * operating system drops it with its process, so that a killed engine leaves nothing to clean up.
 * A note beside it names the holder, for people only.
 */
export class WriterLock {
  readonly #connection: Connection;
  readonly #note: string;

  private constructor(connection: Connection, note: string) {
    this.#connection = connection;
    this.#note = note;
  }

  /**
   * @param patience milliseconds to wait for a holder that is about to leave
   * @throws UnrollError `home-in-use`, naming the process that holds the lock
   */
  static acquire(home: string, patience = 1000): WriterLock {
    const lock = WriterLock.tryAcquire(home, patience);
    if (lock === null) throw homeInUse(home);
    return lock;
  }

  /** Null when another engine works in this home folder. */
  static tryAcquire(home: string, patience: number): WriterLock | null {
    const path = join(home, 'engine.lock');
    const connection = openLockFile(path, patience);
    try {
      connection.exec('BEGIN IMMEDIATE');
    } catch (error) {
      connection.close();
      if (isBusy(error)) return null;
      throw error;
    }
    const note = notePath(home);
    writeFileSync(
      note,
      `${JSON.stringify({ pid: process.pid, since: new Date().toISOString() })}\n`,
    );
    return new WriterLock(connection, note);
  }

  release(): void {
    rmSync(this.#note, { force: true });
    this.#connection.close();
  }
}

function openLockFile(path: string, patience: number): Connection {
  try {
    return new Database(path, { timeout: patience, ...bindingOption() });
  } catch (error) {
    throw describeDatabaseError(error, path);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function notePath(home: string): string {
  return join(home, 'engine.json');
}

function homeInUse(home: string): UnrollError {
  const pid = holder(home);
  return new UnrollError({
    code: 'home-in-use',
    message: `Another Unroll${pid === null ? '' : ` (process ${pid})`} is working in this home folder.`,
    where: home,
    hint: 'Use that one, close it, or choose another folder with --home. Commands that only look, such as list and show, work beside it.',
  });
}

function holder(home: string): number | null {
  try {
    const note: unknown = JSON.parse(readFileSync(notePath(home), 'utf8'));
    const pid = typeof note === 'object' && note !== null && 'pid' in note ? note.pid : null;
    return typeof pid === 'number' ? pid : null;
  } catch {
    return null;
  }
}
