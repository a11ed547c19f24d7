import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { UnrollError } from '../../contract/index.ts';
import { damaged } from '../archives/unpack.ts';
import {
  type Bundle,
  type BundleMember,
  expectReadable,
  isSystemFile,
  type LoadedMember,
} from './bundle.ts';

/**
 * Lists a tar archive; each reading is one more pass over the file, which holds one member in
 * memory at a time.
 * @throws UnrollError when the archive is damaged
 */
export async function openTar(path: string, gzipped: boolean): Promise<Bundle> {
  const members: BundleMember[] = [];
  for await (const { member } of entriesOf(path, gzipped, () => false)) members.push(member);
  return {
    path,
    compression: gzipped ? 'gzip' : null,
    members,
    async *read(wanted): AsyncGenerator<LoadedMember> {
      for await (const { member, content } of entriesOf(path, gzipped, wanted)) {
        if (content !== null) yield { name: member.name, content };
      }
    },
  };
}

interface Entry {
  readonly member: BundleMember;
  /** Null where the member was passed over. */
  readonly content: Buffer | null;
}

/** Ordinary files in order. */
async function* entriesOf(
  path: string,
  gzipped: boolean,
  wanted: (name: string) => boolean,
): AsyncGenerator<Entry> {
  const extract = tar.extract();
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  // Errors of any part end the walk through `extract`.
  const ended = () => undefined;
  if (gzipped) pipeline(file, createGunzip(), extract, ended);
  else pipeline(file, extract, ended);
  try {
    for await (const entry of extract) {
      const { name, size = 0, type } = entry.header;
      const member = { name: name.replace(/^(\.\/)+/, ''), bytes: size };
      if ((type !== 'file' && type !== 'contiguous-file') || isSystemFile(member.name)) {
        entry.resume();
        continue;
      }
      if (wanted(member.name)) {
        expectReadable(member, path);
        const pieces: Uint8Array[] = [];
        for await (const piece of entry) pieces.push(piece as Uint8Array);
        yield { member, content: Buffer.concat(pieces) };
      } else {
        entry.resume();
        yield { member, content: null };
      }
    }
  } catch (error) {
    throw error instanceof UnrollError ? error : damaged(path, error);
  } finally {
    file.destroy();
  }
}
