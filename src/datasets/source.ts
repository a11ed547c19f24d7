import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { UnrollError } from '../contract/index.ts';
import { unpackGzip, withZip, type ZipMember } from './archive.ts';
import { type ByteScan, scanBytes } from './byte-scan.ts';
import { decodeSample, detectEncoding, type Encoding } from './encoding.ts';
import { isGzip, isZip, looksLike } from './file-signature.ts';
import { type Format, formatOf, formats, type Head, type Source } from './formats/index.ts';

export type Compression = 'gzip' | 'zip';

/** A file made ready to be read: unpacked where it was packed, its format known. */
export interface OpenSource extends Source {
  readonly format: Format;
  readonly compression: Compression | null;
  /** Bytes of the file itself, packed as it is. */
  readonly bytes: number;
  /** Name of the member that was chosen from a zip archive with several files. */
  readonly member: string | null;
}

const headLength = 256 * 1024;

/**
 * Opens a file, hands it to `use` and removes every intermediate file afterwards, also on an error.
 *
 * @param format id of the format to read it as; null decides from the content
 * @throws UnrollError when the file is missing, empty, damaged or of no known format
 */
export async function withSource<T>(
  path: string,
  format: string | null,
  use: (source: OpenSource) => Promise<T>,
): Promise<T> {
  const absolute = resolve(path);
  const bytes = await sizeOf(absolute);
  const temporaryDirectory = await mkdtemp(join(tmpdir(), 'unroll-data-'));
  try {
    const unpacked = await unpackedFile(absolute, temporaryDirectory);
    const head = await readHead(unpacked.path, unpacked.name);
    if (head.bytes.length === 0) throw emptyFile(absolute);
    return await use({
      ...unpacked,
      ...onceScanned(unpacked.path, head),
      format: chooseFormat(head, format),
      head,
      bytes,
      temporaryDirectory,
    });
  } finally {
    await rm(temporaryDirectory, { recursive: true, force: true });
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const facts = await stat(path);
    if (facts.isFile()) return facts.size;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new UnrollError({
    code: 'not-a-file',
    message: `${path} is not a file.`,
    where: path,
    hint: 'Choose the file inside the folder.',
  });
}

interface Unpacked {
  readonly path: string;
  readonly name: string;
  readonly compression: Compression | null;
  readonly member: string | null;
}

async function unpackedFile(path: string, directory: string): Promise<Unpacked> {
  const name = basename(path);
  const head = await firstBytes(path, 512);
  const target = join(directory, 'unpacked');
  if (isGzip(head)) {
    await unpackGzip(path, target);
    const inner = name.replace(/\.(gz|gzip)$/i, '');
    return { path: target, name: inner, compression: 'gzip', member: null };
  }
  if (isZip(head)) {
    return withZip(path, async (members) => {
      const { member, alone } = await chooseMember(path, members);
      await member.unpackTo(target);
      const inner = basename(member.name);
      return { path: target, name: inner, compression: 'zip', member: alone ? null : member.name };
    });
  }
  return { path, name, compression: null, member: null };
}

const companion = /(^|\/)([._]|readme|licen[cs]e|about|copying|notice)|^__MACOSX\//i;

/** The one file that can be read; a table goes before texts. @throws UnrollError that lists them */
async function chooseMember(
  path: string,
  members: readonly ZipMember[],
): Promise<{ member: ZipMember; alone: boolean }> {
  const candidates = members.filter((member) => !companion.test(member.name) && member.bytes > 0);
  const usable: { member: ZipMember; kind: Format['kind'] }[] = [];
  for (const member of candidates) {
    const head = headOf(basename(member.name), await member.head(headLength), false);
    const format = formatOf(head);
    if (format !== null) usable.push({ member, kind: format.kind });
  }
  const tables = usable.filter(({ kind }) => kind === 'table');
  const choice = tables.length > 0 ? tables : usable;
  const [only] = choice;
  if (only !== undefined && choice.length === 1) {
    return { member: only.member, alone: members.length === 1 };
  }
  const listed = (usable.length > 0 ? usable.map(({ member }) => member) : members)
    .slice(0, 10)
    .map((member) => member.name);
  throw new UnrollError({
    code: usable.length === 0 ? 'archive-without-data' : 'archive-with-several',
    message:
      usable.length === 0
        ? `The archive holds no table or text, only: ${listed.join(', ') || 'nothing'}.`
        : `The archive holds several files that could be meant: ${listed.join(', ')}.`,
    where: path,
    hint: 'Unpack it and add the file that you want.',
  });
}

async function readHead(path: string, name: string): Promise<Head> {
  const bytes = await firstBytes(path, headLength + 1);
  return headOf(name, bytes.subarray(0, headLength), bytes.length <= headLength);
}

function headOf(name: string, bytes: Uint8Array, complete: boolean): Head {
  const encoding = looksLike(bytes) === null ? detectEncoding(bytes) : null;
  const text = encoding === null ? '' : decodeSample(bytes, encoding).replaceAll('\0', '');
  return { name, bytes, complete, encoding, text };
}

async function firstBytes(path: string, length: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function onceScanned(path: string, head: Head): Pick<Source, 'scan' | 'encoding'> {
  let scanning: Promise<ByteScan> | null = null;
  const scan = () => (scanning ??= scanBytes(path));
  const encoding = async (): Promise<Encoding> => {
    const guess = head.encoding ?? 'UTF-8';
    const { invalidUtf8At } = await scan();
    if (guess !== 'UTF-8' || invalidUtf8At === null || head.complete) return guess;
    // Valid at the beginning, broken later: the letters around the first break decide.
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(2 ** 20),
        0,
        2 ** 20,
        invalidUtf8At,
      );
      return detectEncoding(buffer.subarray(0, bytesRead)) ?? guess;
    } finally {
      await file.close();
    }
  };
  return { scan, encoding };
}

function chooseFormat(head: Head, id: string | null): Format {
  const format = id === null ? formatOf(head) : formats.find((candidate) => candidate.id === id);
  if (format !== null && format !== undefined) return format;
  const what = looksLike(head.bytes) ?? 'a file of bytes that are not text';
  throw new UnrollError({
    code: 'binary-file',
    message: `${head.name} looks like ${what}, which Unroll cannot train on.`,
    where: head.name,
    hint: /archive/.test(what)
      ? 'Unpack it and add the file that you want.'
      : `Use a table or a text: ${formats.flatMap((known) => known.extensions.slice(0, 2)).join(', ')}, also inside gzip or zip.`,
  });
}

function emptyFile(path: string): UnrollError {
  return new UnrollError({
    code: 'empty-file',
    message: `${basename(path)} is empty.`,
    where: path,
    hint: 'Choose a file with rows or text in it.',
  });
}

function unreadable(path: string, error: unknown): UnrollError {
  const code = (error as NodeJS.ErrnoException).code;
  const missing = code === 'ENOENT' || code === 'ENOTDIR';
  return new UnrollError({
    code: missing ? 'no-such-file' : 'unreadable-file',
    message: missing ? `There is no file ${path}.` : `${path} cannot be read (${code ?? error}).`,
    where: path,
    hint: missing ? 'Check the name and the folder.' : 'Check who may read it.',
  });
}
