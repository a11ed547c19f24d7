import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { isControl } from './encoding.ts';

/** What one pass over all bytes of an unpacked text file shows. */
export interface ByteScan {
  readonly bytes: number;
  readonly lineFeeds: number;
  readonly carriageReturns: number;
  /** Carriage return followed by line feed. */
  readonly pairs: number;
  readonly nuls: number;
  /** Control characters, zero bytes included. */
  readonly controls: number;
  /** Start of the first piece that is not valid UTF-8; null when all is. */
  readonly invalidUtf8At: number | null;
}

/** Reads the file once, in pieces of 1 MiB. */
export async function scanBytes(path: string): Promise<ByteScan> {
  const counts = { bytes: 0, lineFeeds: 0, carriageReturns: 0, pairs: 0, nuls: 0, controls: 0 };
  let invalidUtf8At: number | null = null;
  let carried: Buffer = Buffer.alloc(0);
  let previous = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const chunk = piece as Buffer;
    for (const byte of chunk) {
      if (byte === 10) {
        counts.lineFeeds++;
        if (previous === 13) counts.pairs++;
      } else if (byte === 13) counts.carriageReturns++;
      else if (isControl(byte)) {
        counts.controls++;
        if (byte === 0) counts.nuls++;
      }
      previous = byte;
    }
    if (invalidUtf8At === null) {
      const joined: Buffer = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk;
      const whole = joined.subarray(0, joined.length - partialLength(joined));
      if (!isUtf8(whole)) invalidUtf8At = counts.bytes - carried.length;
      carried = Buffer.from(joined.subarray(whole.length));
    }
    counts.bytes += chunk.length;
  }
  if (invalidUtf8At === null && carried.length > 0) invalidUtf8At = counts.bytes - carried.length;
  return { ...counts, invalidUtf8At };
}

/** Bytes at the end that begin a character and do not finish it. */
function partialLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}
