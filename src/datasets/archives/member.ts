/**
 * A file inside an archive. Its name is shown and compared, and never used to write anything: what
 * is unpacked goes where the caller says.
 */
export interface ArchiveMember {
  /** With folders, parted by slashes. */
  readonly name: string;
  /** Unpacked. */
  readonly bytes: number;
  /** The first bytes. */
  head(length: number): Promise<Uint8Array>;
  /** The whole member; for files that fit in memory. */
  content(): Promise<Uint8Array>;
  unpackTo(target: string): Promise<void>;
}

/** Notes, licences and what file systems leave behind: never data. */
const companion = /(^|\/)([._]|readme|licen[cs]e|about|copying|notice)|^__MACOSX\//i;

/** Members that may hold data. */
export function dataMembers(members: readonly ArchiveMember[]): ArchiveMember[] {
  return members.filter((member) => !companion.test(member.name) && member.bytes > 0);
}
