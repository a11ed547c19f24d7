import { startsWith } from '../file-signature.ts';
import { pathLiteral, type TableDatabase } from '../table/database.ts';
import type { LoadedTable } from '../table/table.ts';
import type { Head, Source, TableFormat } from './format.ts';
import { loadTypedRelation } from './typed-relation.ts';

/** Apache Parquet, as pandas, Spark and DuckDB write it. */
export const parquet: TableFormat = {
  id: 'parquet',
  label: 'Parquet',
  kind: 'table',
  extensions: ['parquet', 'pq'],

  sniff(head: Head): number {
    return startsWith(head.bytes, 'PAR1', 0) ? 1 : 0;
  },

  load(source: Source, database: TableDatabase): Promise<LoadedTable> {
    return loadTypedRelation(`read_parquet(${pathLiteral(source.path)})`, source, database);
  },
};
