import { csv } from './csv.ts';
import type { Format, Head } from './format.ts';
import { jsonLines } from './json-lines.ts';
import { parquet } from './parquet.ts';
import { text } from './text.ts';

/** Every format that can be read. A new one is a file beside these and a line here. */
export const formats: readonly Format[] = [csv, parquet, jsonLines, text];

/** The format that claims a file most surely, or null when none does. */
export function formatOf(head: Head): Format | null {
  let best: Format | null = null;
  let sureness = 0;
  for (const format of formats) {
    const claim = format.sniff(head);
    if (claim > sureness) [best, sureness] = [format, claim];
  }
  return best;
}

export type { Format, Head, Source, TableFormat, TextFormat } from './format.ts';
