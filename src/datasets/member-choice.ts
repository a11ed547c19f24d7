import { basename } from 'node:path';
import { UnrollError } from '../contract/index.ts';
import { type ArchiveMember, archiveKind } from './archives/index.ts';
import { type FileFormat, formatOf } from './formats/index.ts';
import { headLength, headOf } from './head.ts';

/** The one file that can be read; data goes before running text. @throws UnrollError that lists them */
export async function chooseMember(
  path: string,
  all: readonly ArchiveMember[],
  candidates: readonly ArchiveMember[],
): Promise<ArchiveMember> {
  const usable: { member: ArchiveMember; kind: FileFormat['kind'] | 'archive' }[] = [];
  for (const member of candidates) {
    const bytes = await member.head(headLength);
    if (archiveKind(bytes) !== null) usable.push({ member, kind: 'archive' });
    const format = formatOf(headOf(basename(member.name), bytes, false));
    if (format !== null) usable.push({ member, kind: format.kind });
  }
  const data = usable.filter(({ kind }) => kind !== 'text');
  const choice = data.length > 0 ? data : usable;
  const [only] = choice;
  if (only !== undefined && choice.length === 1) return only.member;
  const listed = (usable.length > 0 ? usable.map(({ member }) => member) : all)
    .slice(0, 10)
    .map((member) => member.name);
  throw new UnrollError({
    code: usable.length === 0 ? 'archive-without-data' : 'archive-with-several',
    message:
      usable.length === 0
        ? `The archive holds nothing that can be read, only: ${listed.join(', ') || 'nothing'}.`
        : `The archive holds several files that could be meant: ${listed.join(', ')}.`,
    where: path,
    hint: 'Unpack it and add the file that you want.',
  });
}
