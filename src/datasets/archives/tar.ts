import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { ArchiveMember } from './member.ts';
import { damaged, unpack } from './unpack.ts';

const block = 512;
/** Headers that only describe the next one are small; a larger one is a damaged archive. */
const largestDescription = 2 ** 20;

/**
 * Lists the files of a tar archive (POSIX ustar and pax, GNU long names) and hands them to `use`.
 * Members are read where they lie, so that one of many costs no more than its own bytes.
 * @throws UnrollError when the archive is damaged
 */
export async function withTar<T>(
  path: string,
  use: (members: readonly ArchiveMember[]) => Promise<T>,
): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await use(await listMembers(file, path));
  } finally {
    await file.close();
  }
}

async function listMembers(file: FileHandle, path: string): Promise<ArchiveMember[]> {
  const members: ArchiveMember[] = [];
  const { size: end } = await file.stat();
  let described: Description = {};
  for (let at = 0; at + block <= end; ) {
    const header = await readAt(file, at, block);
    if (header.every((byte) => byte === 0)) break;
    const { kind, bytes, name } = readHeader(header, path);
    const start = at + block;
    const size = described.size ?? bytes;
    at = start + Math.ceil(size / block) * block;
    if (start + size > end) throw damaged(path, new Error('it ends in the middle of a file'));
    if (kind === 'pax' || kind === 'long-name') {
      if (size > largestDescription) throw damaged(path, new Error('a header is too long'));
      const content = await readAt(file, start, size);
      described = kind === 'pax' ? paxDescription(content) : { name: textOf(content) };
      continue;
    }
    if (kind === 'file') members.push(memberAt(file, path, described.name ?? name, start, size));
    if (kind !== 'global') described = {};
  }
  return members;
}

interface Description {
  readonly name?: string;
  readonly size?: number;
}

interface Header {
  readonly kind: 'file' | 'pax' | 'global' | 'long-name' | 'other';
  readonly name: string;
  readonly bytes: number;
}

const kinds: Readonly<Record<string, Header['kind']>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  x: 'pax',
  g: 'global',
  L: 'long-name',
};

function readHeader(header: Buffer, path: string): Header {
  const checksum = Number.parseInt(textOf(header.subarray(148, 156)).trim(), 8);
  let sum = 0;
  // The checksum's own eight bytes count as blanks.
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 32 : header[i]!;
  if (sum !== checksum) throw damaged(path, new Error('a header does not match its checksum'));
  const name = textOf(header.subarray(0, 100));
  const isPosix = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? textOf(header.subarray(345, 500)) : '';
  const kind = kinds[String.fromCharCode(header[156]!)] ?? 'other';
  return { kind, name: prefix === '' ? name : `${prefix}/${name}`, bytes: sizeIn(header) };
}

/** Octal digits, or a big-endian number after a first byte of 0x80 where eleven digits do not do. */
function sizeIn(header: Buffer): number {
  if (header[124] === 0x80) return Number(header.readBigUInt64BE(128));
  return Number.parseInt(textOf(header.subarray(124, 136)).trim() || '0', 8);
}

/** Records `LENGTH KEY=VALUE\n`, the length counting the whole record. */
function paxDescription(content: Buffer): Description {
  const found: { name?: string; size?: number } = {};
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const length = Number.parseInt(content.toString('latin1', at, space), 10);
    if (!(length > 0)) break;
    const record = content.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    const value = record.slice(equals + 1);
    if (record.startsWith('path=')) found.name = value;
    if (record.startsWith('size=')) found.size = Number(value);
    at += length;
  }
  return found;
}

function memberAt(
  file: FileHandle,
  path: string,
  name: string,
  start: number,
  bytes: number,
): ArchiveMember {
  return {
    name: name.replace(/^\.\//, ''),
    bytes,
    head: (length) => readAt(file, start, Math.min(length, bytes)),
    content: () => readAt(file, start, bytes),
    unpackTo: (target) =>
      unpack([createReadStream(path, { start, end: start + bytes - 1 })], target, path),
  };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Up to the first zero byte. */
function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}
