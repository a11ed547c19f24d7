import { UnrollError } from '../../contract/index.ts';

/** One file in a bundle. Its name is shown and looked up, and never used to write anything. */
export interface BundleMember {
  /** As the archive has it, with `/` between folders: `wavs/LJ001-0001.wav`. */
  readonly name: string;
  readonly bytes: number;
}

export interface LoadedMember {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Many files packed as one: a zip or tar archive, the latter also inside gzip. Members are read
 * into memory one at a time, and nothing is ever unpacked to a path that an archive names.
 */
export interface Bundle {
  readonly path: string;
  readonly compression: 'gzip' | 'zip' | null;
  /** Ordinary files in the archive's order; links, devices and what systems add are left out. */
  readonly members: readonly BundleMember[];
  /**
   * The chosen members, one after another in the archive's order.
   * @throws UnrollError when the archive is damaged or a member is locked or far too large
   */
  read(wanted: (name: string) => boolean): AsyncGenerator<LoadedMember>;
}

/** A member above this is no single recording, manifest or table that could be held in memory. */
const largestMember = 2 ** 30;

/** @throws UnrollError when a member is too large to be read as one */
export function expectReadable({ name, bytes }: BundleMember, archive: string): void {
  if (bytes <= largestMember) return;
  throw new UnrollError({
    code: 'archive-member-too-large',
    message: `${name} in the archive has ${Math.round(bytes / 2 ** 20).toLocaleString('en-US')} MB: too much for one file of an archive.`,
    where: archive,
    hint: 'Unpack the archive, or cut that file into smaller ones.',
  });
}

/** What systems and archivers add beside the data. */
export function isSystemFile(name: string): boolean {
  return /(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$|^__MACOSX\//i.test(name);
}
