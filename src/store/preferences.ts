import type { Connection } from './database.ts';

/** Small settings of the program itself, by name. */
export class Preferences {
  readonly #all;
  readonly #get;
  readonly #set;

  constructor(database: Connection) {
    this.#all = database.prepare<[], { name: string; value: string }>(
      'SELECT name, value FROM preferences',
    );
    this.#get = database.prepare<[string], { value: string }>(
      'SELECT value FROM preferences WHERE name = ?',
    );
    this.#set = database.prepare<[string, string]>(
      `INSERT INTO preferences (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    );
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.#all.all().map(({ name, value }) => [name, value]));
  }

  get(name: string): string | null {
    return this.#get.get(name)?.value ?? null;
  }

  set(name: string, value: string): void {
    this.#set.run(name, value);
  }
}
