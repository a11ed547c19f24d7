import { type Dataset, type Inspection, UnrollError } from '../contract/index.ts';
import type { Connection } from './database.ts';
import type { HomePaths } from './home-paths.ts';

export interface NewDataset {
  readonly projectId: number;
  readonly name: string;
  readonly originalPath: string;
  /** Absolute path of the copy in the home folder. */
  readonly path: string;
  readonly inspection: Inspection;
}

interface Row {
  id: number;
  projectId: number;
  name: string;
  originalPath: string;
  path: string;
  inspection: string;
  createdAt: number;
  removedAt: number | null;
}

/** Imported files. A removed one is only hidden until it is purged, so that removing can be undone. */
export class Datasets {
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #paths: HomePaths;

  constructor(database: Connection, paths: HomePaths) {
    this.#statements = prepareStatements(database);
    this.#paths = paths;
  }

  /** Newest first, without removed ones. */
  list(): Dataset[] {
    return this.#statements.list.all().map((row) => this.#record(row));
  }

  /** Also finds removed ones, because their runs still need them. @throws UnrollError `no-such-dataset` */
  get(id: number): Dataset {
    const row = this.#statements.get.get(id);
    if (row !== undefined) return this.#record(row);
    throw new UnrollError({
      code: 'no-such-dataset',
      message: `There is no data set number ${id}.`,
      hint: 'Import the file again.',
    });
  }

  /** By SHA-256 of the file, removed ones included. */
  findByHash(hash: string): Dataset | null {
    const row = this.#statements.byHash.get(hash);
    return row === undefined ? null : this.#record(row);
  }

  add(dataset: NewDataset): Dataset {
    const { lastInsertRowid } = this.#statements.insert.run({
      projectId: dataset.projectId,
      hash: dataset.inspection.hash,
      name: dataset.name,
      originalPath: dataset.originalPath,
      path: this.#paths.relative(dataset.path),
      inspection: JSON.stringify(dataset.inspection),
      createdAt: Date.now(),
    });
    return this.get(Number(lastInsertRowid));
  }

  rename(id: number, name: string): Dataset {
    this.#statements.rename.run(name, id);
    return this.get(id);
  }

  remove(id: number): void {
    this.#statements.setRemoved.run(Date.now(), id);
  }

  restore(id: number): Dataset {
    this.#statements.setRemoved.run(null, id);
    return this.get(id);
  }

  /** Forgets what was removed before `time` and serves no run. @returns the copies that may be deleted */
  purge(time: number): string[] {
    return this.#statements.purge.all(time).map((row) => this.#paths.absolute(row.path));
  }

  #record({ inspection, path, ...row }: Row): Dataset {
    return {
      ...(JSON.parse(inspection) as Inspection),
      ...row,
      path: this.#paths.absolute(path),
    };
  }
}

function prepareStatements(database: Connection) {
  const select = `SELECT id, project_id AS projectId, name, original_path AS originalPath, path,
    inspection, created_at AS createdAt, removed_at AS removedAt FROM datasets`;
  return {
    list: database.prepare<[], Row>(`${select} WHERE removed_at IS NULL ORDER BY id DESC`),
    get: database.prepare<[number], Row>(`${select} WHERE id = ?`),
    byHash: database.prepare<[string], Row>(`${select} WHERE hash = ?`),
    insert: database.prepare(
      `INSERT INTO datasets (project_id, hash, name, original_path, path, inspection, created_at)
       VALUES (@projectId, @hash, @name, @originalPath, @path, @inspection, @createdAt)`,
    ),
    rename: database.prepare<[string, number]>('UPDATE datasets SET name = ? WHERE id = ?'),
    setRemoved: database.prepare<[number | null, number]>(
      'UPDATE datasets SET removed_at = ? WHERE id = ?',
    ),
    purge: database.prepare<[number], { path: string }>(
      `DELETE FROM datasets WHERE removed_at < ?
       AND id NOT IN (SELECT dataset_id FROM runs)
       AND id NOT IN (SELECT dataset_id FROM studies) RETURNING path`,
    ),
  };
}
