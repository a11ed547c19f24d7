import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';

/** Read from the beginning of a file: a line of a thousand numbers takes some ten thousand bytes. */
const headBytes = 65_536;

/**
 * How many numbers a vector has in a file of word vectors, by its first lines alone.
 * @returns null where they do not tell, or where the file cannot be read: who reads all of it finds out
 */
export function vectorWidth(path: string): number | null {
  try {
    const [first = '', second = ''] = headOf(path).split(/\r?\n/).slice(0, -1);
    const isHeader = first.trimEnd().split(/[ \t]/).length === 2;
    const fields = (isHeader ? second : first).trimEnd().split(/[ \t]/);
    const isVector =
      fields.length > 2 && fields.slice(1).every((field) => Number.isFinite(Number(field)));
    return isVector ? fields.length - 1 : null;
  } catch {
    return null;
  }
}

/** The beginning of a file; of one packed with gzip, what its first bytes unpack to. */
function headOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(headBytes);
    const head = bytes.subarray(0, readSync(file, bytes, 0, headBytes, 0));
    const isPacked = path.endsWith('.gz');
    const text = isPacked ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
    return text.toString('utf8');
  } finally {
    closeSync(file);
  }
}
