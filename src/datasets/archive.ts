import { createReadStream, createWriteStream } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import yauzl from 'yauzl';
import { UnrollError } from '../contract/index.ts';

/** Unpacks a gzip file to `target`. @throws UnrollError when it is damaged or does not fit the disk */
export async function unpackGzip(path: string, target: string): Promise<void> {
  await unpack([createReadStream(path), createGunzip()], target, path);
}

/** A file inside a zip archive. Its path is shown and never used to write anything. */
export interface ZipMember {
  readonly name: string;
  readonly bytes: number;
  /** The first bytes. */
  head(length: number): Promise<Uint8Array>;
  unpackTo(target: string): Promise<void>;
}

/** A zip archive that is open; `close` it when its members have been read. */
export interface OpenZip {
  readonly members: readonly ZipMember[];
  close(): void;
}

/** @throws UnrollError when the archive is damaged */
export async function openZipFile(path: string): Promise<OpenZip> {
  let zip: yauzl.ZipFile;
  try {
    zip = await yauzl.openPromise(path, { autoClose: false });
  } catch (error) {
    throw damaged(path, error);
  }
  try {
    const members: ZipMember[] = [];
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('/')) members.push(memberOf(zip, entry, path));
    }
    return { members, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw damaged(path, error);
  }
}

/**
 * Lists the files of a zip archive and hands them to `use`; the archive is closed afterwards.
 * @throws UnrollError when the archive is damaged or encrypted
 */
export async function withZip<T>(
  path: string,
  use: (members: readonly ZipMember[]) => Promise<T>,
): Promise<T> {
  const { members, close } = await openZipFile(path);
  try {
    return await use(members);
  } catch (error) {
    throw error instanceof UnrollError ? error : damaged(path, error);
  } finally {
    close();
  }
}

function memberOf(zip: yauzl.ZipFile, entry: yauzl.Entry, path: string): ZipMember {
  const open = async (): Promise<Readable> => {
    if (entry.isEncrypted()) {
      throw new UnrollError({
        code: 'encrypted-archive',
        message: `${entry.fileName} in the zip archive is locked with a password.`,
        where: path,
        hint: 'Unpack the archive and add the file itself.',
      });
    }
    return zip.openReadStreamPromise(entry);
  };
  return {
    name: entry.fileName,
    bytes: entry.uncompressedSize,
    head: async (length) => firstBytes(await open(), length),
    unpackTo: async (target) => unpack([await open()], target, path),
  };
}

async function firstBytes(stream: Readable, length: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let read = 0;
  for await (const piece of stream) {
    pieces.push(piece as Buffer);
    read += (piece as Buffer).length;
    if (read >= length) break;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** Left free on the disk whatever an archive claims to hold. */
const reservedBytes = 256 * 2 ** 20;

async function unpack(
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

function tooLarge(archive: string): UnrollError {
  return new UnrollError({
    code: 'disk-full',
    message: 'The archive holds more than fits the disk when unpacked.',
    where: archive,
    hint: 'Free some space, or add a smaller file.',
  });
}

/** What is said of an archive that cannot be read to its end. */
export function damaged(archive: string, error: unknown): UnrollError {
  return new UnrollError({
    code: 'damaged-archive',
    message: `The archive cannot be unpacked: ${error instanceof Error ? error.message : error}.`,
    where: archive,
    hint: 'It may be incomplete: fetch or make it again.',
  });
}
