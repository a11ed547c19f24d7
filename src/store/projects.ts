import { type Project, UnrollError } from '../contract/index.ts';
import type { Connection } from './database.ts';

/** Projects group runs; the first one is there from the beginning. Data sets serve all of them. */
export class Projects {
  readonly #database: Connection;
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(database: Connection) {
    this.#database = database;
    this.#statements = prepareStatements(database);
  }

  /** Oldest first. */
  list(): Project[] {
    return this.#statements.list.all();
  }

  /** @throws UnrollError `no-such-project` */
  get(id: number): Project {
    const project = this.#statements.get.get(id);
    if (project !== undefined) return project;
    throw new UnrollError({
      code: 'no-such-project',
      message: `There is no project number ${id}.`,
      hint: 'It may have been removed.',
    });
  }

  /** @throws UnrollError `project-name-taken` */
  create(name: string): Project {
    const createdAt = Date.now();
    const { changes, lastInsertRowid } = this.#statements.insert.run(name, createdAt);
    if (changes === 0) throw nameTaken(name);
    return { id: Number(lastInsertRowid), name, createdAt };
  }

  /** @throws UnrollError `no-such-project`, `project-name-taken` */
  rename(id: number, name: string): Project {
    const project = this.get(id);
    if (project.name !== name && this.#statements.rename.run(name, id).changes === 0) {
      throw nameTaken(name);
    }
    return { ...project, name };
  }

  /**
   * Removes a project without runs. Its data sets and searches, and runs that were removed from it and
   * can still be brought back, go to the oldest other project.
   * @throws UnrollError `no-such-project`, `project-not-empty`, `last-project`
   */
  remove(id: number): void {
    const { name } = this.get(id);
    const other = this.list().find((project) => project.id !== id);
    if (other === undefined) throw lastProject(name);
    const remove = this.#database.transaction(() => {
      const { runs } = this.#statements.countRuns.get(id)!;
      if (runs > 0) throw notEmpty(name, runs);
      this.#statements.moveRuns.run(other.id, id);
      this.#statements.moveDatasets.run(other.id, id);
      this.#statements.moveStudies.run(other.id, id);
      this.#statements.remove.run(id);
    });
    remove.immediate();
  }
}

function prepareStatements(database: Connection) {
  const select = 'SELECT id, name, created_at AS createdAt FROM projects';
  return {
    list: database.prepare<[], Project>(`${select} ORDER BY id`),
    get: database.prepare<[number], Project>(`${select} WHERE id = ?`),
    insert: database.prepare<[string, number]>(
      'INSERT INTO projects (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
    ),
    rename: database.prepare<[string, number]>(
      'UPDATE OR IGNORE projects SET name = ? WHERE id = ?',
    ),
    countRuns: database.prepare<[number], { runs: number }>(
      'SELECT count(*) AS runs FROM runs WHERE project_id = ? AND removed_at IS NULL',
    ),
    moveStudies: database.prepare<[number, number]>(
      'UPDATE studies SET project_id = ? WHERE project_id = ?',
    ),
    moveRuns: database.prepare<[number, number]>(
      'UPDATE runs SET project_id = ? WHERE project_id = ?',
    ),
    moveDatasets: database.prepare<[number, number]>(
      'UPDATE datasets SET project_id = ? WHERE project_id = ?',
    ),
    remove: database.prepare<[number]>('DELETE FROM projects WHERE id = ?'),
  };
}

function nameTaken(name: string): UnrollError {
  return new UnrollError({
    code: 'project-name-taken',
    message: `There is a project called ${name} already.`,
    where: 'name',
    hint: 'Choose another name.',
  });
}

function notEmpty(name: string, runs: number): UnrollError {
  return new UnrollError({
    code: 'project-not-empty',
    message: `${name} holds ${runs} ${runs === 1 ? 'run' : 'runs'} and cannot be removed.`,
    where: name,
    hint: 'Move the runs to another project, or remove them first.',
  });
}

function lastProject(name: string): UnrollError {
  return new UnrollError({
    code: 'last-project',
    message: `${name} is the only project and cannot be removed.`,
    where: name,
    hint: 'Rename it instead.',
  });
}
