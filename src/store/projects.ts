import { type Project, UnrollError } from '../contract/index.ts';
import type { Connection } from './database.ts';

/** Projects group data sets and runs; the first one is there from the beginning. */
export class Projects {
  readonly #list;
  readonly #insert;

  constructor(database: Connection) {
    this.#list = database.prepare<[], Project>(
      'SELECT id, name, created_at AS createdAt FROM projects ORDER BY id',
    );
    this.#insert = database.prepare<[string, number]>(
      'INSERT INTO projects (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
    );
  }

  list(): Project[] {
    return this.#list.all();
  }

  /** @throws UnrollError `name-taken` */
  create(name: string): Project {
    const createdAt = Date.now();
    const { changes, lastInsertRowid } = this.#insert.run(name, createdAt);
    if (changes === 0) {
      throw new UnrollError({
        code: 'name-taken',
        message: `There is a project called ${name} already.`,
        where: 'name',
        hint: 'Choose another name.',
      });
    }
    return { id: Number(lastInsertRowid), name, createdAt };
  }
}
