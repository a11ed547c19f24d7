import type { MappingLedger } from './ledger.ts';

/**
 * Why rows of a layer, of which each may stand for a token, do not fit; null where they do.
 * @param rows that the network has
 * @param found that the file has
 */
export function misfitRows(
  { options: { vocabulary } }: MappingLedger,
  rows: number,
  found: number,
  name: string,
): string | null {
  if (vocabulary === null || vocabulary.size !== rows) {
    return rows === found ? null : `${name} has ${found} rows, not ${rows}`;
  }
  if (!vocabulary.known) return 'nothing tells which token each row is: a vocabulary is needed';
  if (rows === found || rows === found + 1) return null;
  return `${name} has ${found} tokens, the vocabulary ${rows}`;
}
