import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { UnrollError } from '../../contract/index.ts';
import type { ArchiveMember } from './member.ts';
import { damaged, firstBytes, unpack } from './unpack.ts';

/** A zip archive that is open; `close` it when its members have been read. */
export interface OpenZip {
  readonly members: readonly ArchiveMember[];
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
    const members: ArchiveMember[] = [];
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
  use: (members: readonly ArchiveMember[]) => Promise<T>,
): Promise<T> {
  const { members, close } = await openZipFile(path);
  try {
    return await use(members);
  } finally {
    close();
  }
}

function memberOf(zip: yauzl.ZipFile, entry: yauzl.Entry, path: string): ArchiveMember {
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
  const head = async (length: number): Promise<Uint8Array> => {
    const stream = await open();
    try {
      return await firstBytes(stream, length);
    } catch (error) {
      throw damaged(path, error);
    }
  };
  return {
    name: entry.fileName,
    bytes: entry.uncompressedSize,
    head,
    content: () => head(Number.POSITIVE_INFINITY),
    unpackTo: async (target) => unpack([await open()], target, path),
  };
}
