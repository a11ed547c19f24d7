import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { UnrollError } from '../contract/index.ts';
import { migrations } from './migrations/index.ts';

export type Connection = Database.Database;

/** Milliseconds to wait for another process's transaction. */
const busyTimeout = 5000;

/**
 * Opens the experiment database for its one writer and brings its schema up to date.
 * @throws UnrollError `newer-database`, `corrupt-database`; the file is left as it was
 */
export function openForWriting(path: string): Connection {
  return guarded(path, () => {
    refuseNewer(path);
    const database = new Database(path, { timeout: busyTimeout, ...bindingOption() });
    try {
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = NORMAL');
      database.pragma('foreign_keys = ON');
      defineFunctions(database);
      migrate(database, migrations);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  });
}

/**
 * Opens an up-to-date database beside a writer.
 * @throws UnrollError `newer-database`, `older-database`, `corrupt-database`
 */
export function openForReading(path: string): Connection {
  return guarded(path, () => {
    const database = new Database(path, {
      readonly: true,
      timeout: busyTimeout,
      ...bindingOption(),
    });
    try {
      const version = schemaVersion(database);
      if (version > migrations.length) throw newerDatabase(path, version);
      if (version < migrations.length) throw olderDatabase(path);
      defineFunctions(database);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  });
}

/** SQLite's own `lower` knows ASCII only; filters fold case as the window does. */
function defineFunctions(database: Connection): void {
  database.function('folded', { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? text.toLowerCase() : null,
  );
}

/** Runs the missing migrations, each in a transaction of its own together with its version number. */
export function migrate(database: Connection, steps: readonly string[]): void {
  for (let version = schemaVersion(database); version < steps.length; version++) {
    const step = database.transaction(() => {
      database.exec(steps[version]!);
      database.pragma(`user_version = ${version + 1}`);
    });
    step.immediate();
  }
}

/** Turns SQLite's own errors into sentences; everything else passes. */
export function describeDatabaseError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT')) {
    return new UnrollError({
      code: 'corrupt-database',
      message: `The experiment database is damaged and cannot be read (${error.message}).`,
      where: path,
      hint: 'The file was kept as it is. Put a backup in its place, or move it away to start empty; run folders hold config.yaml and metrics.jsonl of every run.',
    });
  }
  if (error.code === 'SQLITE_FULL' || error.code.startsWith('SQLITE_IOERR')) {
    return new UnrollError({
      code: 'disk-full',
      message: `The experiment database could not be written (${error.message}).`,
      where: path,
      hint: 'Check the free space and the health of the disk.',
    });
  }
  if (error.code.startsWith('SQLITE_READONLY') || error.code === 'SQLITE_CANTOPEN') {
    return new UnrollError({
      code: 'database-not-writable',
      message: `The experiment database cannot be opened for writing (${error.message}).`,
      where: path,
      hint: 'Check the permissions of the home folder, or choose another with --home.',
    });
  }
  return error;
}

/** The runtime decides the binding: Electron's differs from Node's. */
export function bindingOption(): Database.Options {
  const binding = process.env['UNROLL_SQLITE_BINDING'];
  return binding === undefined || binding === '' ? {} : { nativeBinding: binding };
}

function guarded<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw describeDatabaseError(error, path);
  }
}

/** Looks without writing, so that a newer program's file is not touched. */
function refuseNewer(path: string): void {
  if (!existsSync(path)) return;
  const database = new Database(path, { readonly: true, timeout: busyTimeout, ...bindingOption() });
  try {
    const version = schemaVersion(database);
    if (version > migrations.length) throw newerDatabase(path, version);
  } finally {
    database.close();
  }
}

function schemaVersion(database: Connection): number {
  return Number(database.pragma('user_version', { simple: true }));
}

function newerDatabase(path: string, version: number): UnrollError {
  return new UnrollError({
    code: 'newer-database',
    message: `This home folder was written by a newer Unroll (database version ${version}, this program knows ${migrations.length}).`,
    where: path,
    hint: 'Update Unroll, or choose another folder with --home. Nothing was changed.',
  });
}

function olderDatabase(path: string): UnrollError {
  return new UnrollError({
    code: 'older-database',
    message: 'An older Unroll is working in this home folder.',
    where: path,
    hint: 'Close it first; this program then brings the database up to date.',
  });
}
