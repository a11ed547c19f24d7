import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { isGzip, isTar, isZip } from '../file-signature.ts';
import type { Bundle } from './bundle.ts';
import { openTar } from './tar.ts';
import { openZip } from './zip.ts';

export type { Bundle, BundleMember, LoadedMember } from './bundle.ts';

/**
 * Opens an archive of several files and lists it; null when the file is no archive. Nothing has to
 * be closed: a bundle opens its file anew each time it is read.
 * @throws UnrollError when the archive is damaged
 */
export async function openBundle(path: string): Promise<Bundle | null> {
  const head = await firstBytes(path);
  if (isZip(head)) return openZip(path);
  if (isTar(head)) return openTar(path, false);
  if (isGzip(head) && isTar(await firstUnpackedBytes(path))) return openTar(path, true);
  return null;
}

/** A tar header. */
const headLength = 512;

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Fewer than asked for when the gzip file is damaged: whoever unpacks it says so. */
async function firstUnpackedBytes(path: string): Promise<Uint8Array> {
  const packed = createReadStream(path);
  const unpacked = createGunzip();
  packed.on('error', (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of unpacked) {
      pieces.push(piece as Buffer);
      length += (piece as Buffer).length;
      if (length >= headLength) break;
    }
  } catch {
    // What was unpacked before the damage is enough to tell what it is.
  }
  packed.destroy();
  return Buffer.concat(pieces);
}
