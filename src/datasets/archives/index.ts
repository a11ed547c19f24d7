import { isGzip, isTar, isZip } from '../file-signature.ts';
import type { ArchiveMember } from './member.ts';
import { withTar } from './tar.ts';
import { withZip } from './zip.ts';

export { type ArchiveMember, dataMembers } from './member.ts';
export { filesToPack, type PackedFile, packFiles } from './pack.ts';
export { unpackGzip } from './unpack.ts';

export type ArchiveKind = 'gzip' | 'zip' | 'tar';

/** What a file is packed as, by its first 512 bytes; null when it is not packed. */
export function archiveKind(head: Uint8Array): ArchiveKind | null {
  if (isGzip(head)) return 'gzip';
  if (isZip(head)) return 'zip';
  return isTar(head) ? 'tar' : null;
}

/** Hands the files of an archive to `use`, in the archive's order, and closes it afterwards. */
export function withArchive<T>(
  path: string,
  kind: 'zip' | 'tar',
  use: (members: readonly ArchiveMember[]) => Promise<T>,
): Promise<T> {
  return kind === 'zip' ? withZip(path, use) : withTar(path, use);
}
