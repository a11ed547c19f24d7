import { UnrollError } from '../../contract/index.ts';
import { damaged } from '../archives/unpack.ts';
import { openZipFile } from '../archives/zip.ts';
import { type Bundle, expectReadable, isSystemFile, type LoadedMember } from './bundle.ts';

/** @throws UnrollError when the archive is damaged */
export async function openZip(path: string): Promise<Bundle> {
  const zip = await openZipFile(path);
  zip.close();
  const members = zip.members
    .filter(({ name }) => !isSystemFile(name))
    .map(({ name, bytes }) => ({ name, bytes }));
  return {
    path,
    compression: 'zip',
    members,
    read: (wanted) => readMembers(path, (name) => !isSystemFile(name) && wanted(name)),
  };
}

async function* readMembers(
  path: string,
  wanted: (name: string) => boolean,
): AsyncGenerator<LoadedMember> {
  const zip = await openZipFile(path);
  try {
    for (const member of zip.members) {
      if (!wanted(member.name)) continue;
      expectReadable(member, path);
      yield { name: member.name, content: Buffer.from(await contentOf(member, path)) };
    }
  } finally {
    zip.close();
  }
}

async function contentOf(
  member: { readonly bytes: number; head(length: number): Promise<Uint8Array> },
  archive: string,
): Promise<Uint8Array> {
  try {
    return await member.head(member.bytes);
  } catch (error) {
    throw error instanceof UnrollError ? error : damaged(archive, error);
  }
}
