import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UnrollError } from '../contract/index.ts';
import { Checkpoints } from './checkpoints.ts';
import {
  type Connection,
  describeDatabaseError,
  openForReading,
  openForWriting,
} from './database.ts';
import { Datasets } from './datasets.ts';
import { HomePaths } from './home-paths.ts';
import { Metrics } from './metrics/metrics.ts';
import { Preferences } from './preferences.ts';
import { Projects } from './projects.ts';
import { RunEvents } from './run-events.ts';
import { Runs } from './runs.ts';
import { Samples } from './samples.ts';
import { Studies } from './studies.ts';
import { WriterLock } from './writer-lock.ts';

/**
 * The experiment store: everything that is remembered between two starts, in one SQLite file.
 *
 * Guarantees: one process writes, others may read meanwhile; a committed change survives a kill -9; a
 * database that is newer or damaged is refused and left as it was.
 */
export class Store {
  readonly path: string;
  readonly projects: Projects;
  readonly datasets: Datasets;
  readonly runs: Runs;
  readonly metrics: Metrics;
  readonly events: RunEvents;
  readonly checkpoints: Checkpoints;
  readonly samples: Samples;
  readonly preferences: Preferences;
  readonly studies: Studies;
  readonly #database: Connection;
  readonly #lock: WriterLock | null;

  private constructor(home: string, path: string, database: Connection, lock: WriterLock | null) {
    const paths = new HomePaths(home);
    this.path = path;
    this.#database = database;
    this.#lock = lock;
    this.projects = new Projects(database);
    this.datasets = new Datasets(database, paths);
    this.metrics = new Metrics(database);
    this.runs = new Runs(database, paths, this.metrics);
    this.events = new RunEvents(database);
    this.checkpoints = new Checkpoints(database, paths);
    this.samples = new Samples(database);
    this.preferences = new Preferences(database);
    this.studies = new Studies(database);
  }

  /**
   * @throws UnrollError `home-in-use`, `home-not-writable`, `newer-database`, `corrupt-database`,
   *   `database-not-writable`
   */
  static open(home: string): Store {
    makeFolder(home);
    return Store.#openLocked(home, WriterLock.acquire(home));
  }

  /**
   * For looking only, beside a working engine. Where none works, what a writer does when it opens is
   * done first (`settle`: migrations, runs that lost their process), so that both see the same.
   */
  static openReadOnly(home: string, settle: (store: Store) => void): Store {
    makeFolder(home);
    const lock = WriterLock.tryAcquire(home, 0);
    if (lock !== null) {
      const writer = Store.#openLocked(home, lock);
      try {
        settle(writer);
      } finally {
        writer.close();
      }
    }
    const path = databasePath(home);
    return new Store(home, path, openForReading(path), null);
  }

  static #openLocked(home: string, lock: WriterLock): Store {
    const path = databasePath(home);
    try {
      return new Store(home, path, openForWriting(path), lock);
    } catch (error) {
      lock.release();
      throw describeDatabaseError(error, path);
    }
  }

  /** All or nothing, also over several parts of the store. */
  transaction<T>(work: () => T): T {
    return this.#database.transaction(work).immediate();
  }

  close(): void {
    this.#database.close();
    this.#lock?.release();
  }
}

function makeFolder(home: string): void {
  try {
    mkdirSync(home, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnrollError({
      code: 'home-not-writable',
      message: `The home folder cannot be made (${reason}).`,
      where: home,
      hint: 'Choose another folder with --home.',
    });
  }
}

function databasePath(home: string): string {
  return join(home, 'unroll.sqlite');
}
