import { pathLiteral, type TableDatabase } from '../table/database.ts';
import type { LoadedTable } from '../table/table.ts';
import { extensionOf, type Head, type Source, type TableFormat } from './format.ts';
import { loadTypedRelation } from './typed-relation.ts';

const extensions = ['jsonl', 'ndjson', 'json'];

/** One JSON object for each row, on lines of their own or in one array. */
export const jsonLines: TableFormat = {
  id: 'json-lines',
  label: 'JSON lines',
  kind: 'table',
  extensions,

  sniff(head: Head): number {
    if (head.encoding !== 'UTF-8') return 0;
    const named = extensions.includes(extensionOf(head.name));
    const text = head.text.trimStart();
    if (/^\[\s*\{\s*["}]/.test(text)) return named ? 0.95 : 0.7;
    const [first = '', second] = text.split(/\r?\n/, 2);
    if (!isObject(first)) return 0;
    if (second !== undefined && second.trim() !== '' && !second.startsWith('{')) return 0;
    return named ? 0.97 : 0.85;
  },

  load(source: Source, database: TableDatabase): Promise<LoadedTable> {
    const format = source.head.text.trimStart().startsWith('[') ? 'array' : 'newline_delimited';
    // Types are decided over all rows, so that a late decimal does not fail as a whole number.
    const relation = `read_json(${pathLiteral(source.path)}, format = '${format}', records = true,
      sample_size = -1, map_inference_threshold = -1, maximum_object_size = ${2 ** 26})`;
    return loadTypedRelation(relation, source, database);
  },
};

function isObject(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
