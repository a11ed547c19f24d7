import { createReadStream, createWriteStream } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { UnrollError } from '../../contract/index.ts';

/** Unpacks a gzip file to `target`. @throws UnrollError when it is damaged or does not fit the disk */
export async function unpackGzip(path: string, target: string): Promise<void> {
  await unpack([createReadStream(path), createGunzip()], target, path);
}

/** Left free on the disk whatever an archive claims to hold. */
const reservedBytes = 256 * 2 ** 20;

/** Writes a stream to `target`, stopping before the disk is full. @throws UnrollError */
export async function unpack(
  streams: readonly [Readable, ...Transform[]],
  target: string,
  archive: string,
): Promise<void> {
  const disk = await statfs(dirname(target));
  const room = disk.bavail * disk.bsize - reservedBytes;
  let written = 0;
  const guard = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      written += chunk.length;
      if (written <= room) done(null, chunk);
      else done(tooLarge(archive));
    },
  });
  try {
    await pipeline([...streams, guard, createWriteStream(target)]);
  } catch (error) {
    throw error instanceof UnrollError ? error : damaged(archive, error);
  }
}

export async function firstBytes(stream: Readable, length: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let read = 0;
  for await (const piece of stream) {
    pieces.push(piece as Buffer);
    read += (piece as Buffer).length;
    if (read >= length) break;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

function tooLarge(archive: string): UnrollError {
  return new UnrollError({
    code: 'disk-full',
    message: 'The archive holds more than fits the disk when unpacked.',
    where: archive,
    hint: 'Free some space, or add a smaller file.',
  });
}

export function damaged(archive: string, error: unknown): UnrollError {
  // Some libraries end their message with a full stop, some do not.
  const reason = String(error instanceof Error ? error.message : error).replace(/\.+$/, '');
  return new UnrollError({
    code: 'damaged-archive',
    message: `The archive cannot be unpacked: ${reason}.`,
    where: archive,
    hint: 'It may be incomplete: fetch or make it again.',
  });
}
