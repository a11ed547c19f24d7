import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

export type Cell = string | number | bigint | boolean | null;

/**
 * A throw-away DuckDB database in a temporary folder. Tables larger than memory are kept on disk.
 * The library (68 MB) is loaded at the first use.
 */
export class TableDatabase {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(temporaryDirectory: string): Promise<TableDatabase> {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(join(temporaryDirectory, 'table.duckdb'), {
      memory_limit: `${Math.round(totalmem() / 4 / 2 ** 20)}MiB`,
      temp_directory: join(temporaryDirectory, 'spill'),
      preserve_insertion_order: 'true',
      // Nothing is ever fetched: what the tables need is built in.
      autoinstall_known_extensions: 'false',
    });
    const connection = await instance.connect();
    // Times without a zone are read as UTC on every machine.
    await connection.run("SET TimeZone = 'UTC'");
    return new TableDatabase(instance, connection);
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** All rows of a small result by column name; big integers come as numbers. */
  async rows(sql: string): Promise<Record<string, Exclude<Cell, bigint>>[]> {
    const result = await this.#connection.runAndReadAll(sql);
    return result
      .getRowObjectsJS()
      .map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            typeof value === 'bigint' ? Number(value) : (value as Exclude<Cell, bigint>),
          ]),
        ),
      );
  }

  /** The first row of a small result. */
  async row(sql: string): Promise<Record<string, Exclude<Cell, bigint>>> {
    return (await this.rows(sql))[0] ?? {};
  }

  /**
   * Numeric columns of a result of any size, row by row. What is NULL, infinite or not a number
   * arrives as NaN: none of it can be trained on.
   */
  async eachRow(sql: string, use: (values: Float64Array, row: number) => void): Promise<void> {
    const result = await this.#connection.stream(sql);
    const values = new Float64Array(result.columnCount);
    let row = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      const vectors = values.length > 0 ? chunk.getColumns() : [];
      for (let i = 0; i < chunk.rowCount; i++) {
        for (let column = 0; column < values.length; column++) {
          const value = Number(vectors[column]![i] ?? Number.NaN);
          values[column] = Number.isFinite(value) ? value : Number.NaN;
        }
        use(values, row++);
      }
    }
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** A string as SQL writes it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A file path for DuckDB's readers, which would take `*`, `?` and `[` as patterns. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[*?[]/g, (mark) => `[${mark}]`));
}
