import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';

/** Bytes of the beginning that are looked at: a line of a thousand numbers takes some ten thousand. */
const looked = 65_536;

/**
 * Numbers of a vector in a file of word vectors, told by its first lines alone.
 * @returns null where they do not tell; whoever reads the whole file finds out
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

/** Of a gzip file what its beginning unpacks to. */
function headOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(looked);
    const head = bytes.subarray(0, readSync(file, bytes, 0, looked, 0));
    const isPacked = path.endsWith('.gz');
    const text = isPacked ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
    return text.toString('utf8');
  } finally {
    closeSync(file);
  }
}
