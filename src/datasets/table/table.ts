import type { Column, Diagnosis } from '../../contract/index.ts';

/** How a format stored a column in the database. Text may still hold numbers or times. */
export type Storage = 'text' | 'number' | 'time' | 'boolean';

export interface LoadedColumn {
  /** As the person knows it; unique in its table. */
  readonly name: string;
  /** Column of the database table `data`: `c0`, `c1`. */
  readonly key: string;
  readonly storage: Storage;
}

/** What a format found when it read a file into the table `data`. */
export interface LoadedTable {
  readonly rows: number;
  readonly columns: readonly LoadedColumn[];
  /** Null where a format has none. */
  readonly delimiter: string | null;
  readonly header: boolean;
  readonly diagnoses: readonly Diagnosis[];
  /** Between the columns, where they are nodes of a graph. */
  readonly links?: number;
}

/** A column whose meaning is known. */
export interface TypedColumn extends LoadedColumn {
  readonly type: Column['type'];
  /** SQL that gives a DOUBLE, NULL where missing; only for `number` and `boolean`. */
  readonly value: string | null;
  /** Rows without a value, unreadable ones included. */
  readonly missing: number;
  readonly distinct: number;
}

/** How the moment of a row is read: from one column, or from several together. */
export interface TimeReading {
  /** For people: `date`, or `year, quarter`. */
  readonly label: string;
  /** Keys of the columns it is made of. */
  readonly keys: readonly string[];
  /** SQL that gives milliseconds since 1970 (UTC) as BIGINT, NULL where unreadable. */
  readonly expression: string;
}

export interface TypedTable {
  readonly rows: number;
  /** Without columns that only count the rows. */
  readonly columns: readonly TypedColumn[];
  readonly time: TimeReading | null;
  readonly diagnoses: readonly Diagnosis[];
}
