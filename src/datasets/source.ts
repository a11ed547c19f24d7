import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { UnrollError } from '../contract/index.ts';
import {
  type ArchiveMember,
  archiveKind,
  dataMembers,
  unpackGzip,
  withArchive,
} from './archives/index.ts';
import { type ByteScan, scanBytes } from './byte-scan.ts';
import { detectEncoding, type Encoding } from './encoding.ts';
import { looksLike } from './file-signature.ts';
import {
  type Collection,
  type CollectionFormat,
  collectionFormatOf,
  collectionFormats,
  type FileFormat,
  formatOf,
  formats,
  type Head,
  type Source,
} from './formats/index.ts';
import { firstBytes, readHead, unreadable } from './head.ts';
import { chooseMember } from './member-choice.ts';

export type Compression = 'gzip' | 'zip';

interface OpenFacts {
  readonly compression: Compression | null;
  /** Bytes of the file itself, packed as it is. */
  readonly bytes: number;
  /** Name of the member that was chosen from an archive with several files. */
  readonly member: string | null;
}

/** A file made ready to be read: unpacked where it was packed, its format known. */
export interface OpenSource extends Source, OpenFacts {
  readonly format: FileFormat;
}

/** Several files of one archive made ready to be read. */
export interface OpenCollection extends Collection, OpenFacts {
  readonly format: CollectionFormat;
}

export function isFile(source: OpenSource | OpenCollection): source is OpenSource {
  return 'head' in source;
}

/**
 * Opens a file, hands it to `use` and removes every intermediate file afterwards, also on an error.
 * An archive is opened as a whole where its files belong together in one format, else the one file
 * in it that can be meant.
 *
 * @param format id of the format to read it as; null decides from the content
 * @throws UnrollError when the file is missing, empty, damaged or of no known format
 */
export async function withSource<T>(
  path: string,
  format: string | null,
  use: (source: OpenSource | OpenCollection) => Promise<T>,
): Promise<T> {
  const absolute = resolve(path);
  const bytes = await sizeOf(absolute);
  const temporaryDirectory = await mkdtemp(join(tmpdir(), 'unroll-data-'));
  try {
    const opening = { wanted: format, bytes, temporaryDirectory, original: absolute };
    const file = { path: absolute, name: basename(absolute), compression: null, member: null };
    return await unwrap(file, opening, use, 0);
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

interface Opening {
  readonly wanted: string | null;
  readonly bytes: number;
  readonly temporaryDirectory: string;
  /** As the person knows it. */
  readonly original: string;
}

interface Unwrapped {
  readonly path: string;
  readonly name: string;
  readonly compression: Compression | null;
  readonly member: string | null;
}

type Use<T> = (source: OpenSource | OpenCollection) => Promise<T>;

/** A tar in a gzip in a zip is as deep as real files go. */
const deepest = 3;

async function unwrap<T>(
  file: Unwrapped,
  opening: Opening,
  use: Use<T>,
  depth: number,
): Promise<T> {
  const kind = archiveKind(await firstBytes(file.path, 512));
  if (kind === null || depth === deepest) return openFile(file, opening, use);
  const target = join(opening.temporaryDirectory, `unpacked-${depth}`);
  if (kind === 'gzip') {
    await unpackGzip(file.path, target);
    const name = file.name.replace(/\.(gz|gzip)$/i, '').replace(/\.tgz$/i, '.tar');
    const inner = { ...file, path: target, name, compression: file.compression ?? 'gzip' } as const;
    return unwrap(inner, opening, use, depth + 1);
  }
  const compression = kind === 'zip' ? 'zip' : file.compression;
  return withArchive(file.path, kind, async (all) => {
    const members = dataMembers(all);
    const format = chooseCollection(members, opening.wanted);
    if (format !== null) {
      const { bytes, temporaryDirectory } = opening;
      const emptyFiles = all.filter((one) => one.bytes === 0).map(({ name }) => name);
      const facts = { compression, bytes, member: null, temporaryDirectory };
      return use({ ...facts, format, members, emptyFiles });
    }
    const chosen = await chooseMember(opening.original, all, members);
    await chosen.unpackTo(target);
    const member = all.length === 1 ? file.member : chosen.name;
    const inner = { path: target, name: basename(chosen.name), compression, member };
    return unwrap(inner, opening, use, depth + 1);
  });
}

async function openFile<T>(file: Unwrapped, opening: Opening, use: Use<T>): Promise<T> {
  const head = await readHead(file.path, file.name);
  if (head.bytes.length === 0) throw emptyFile(opening.original);
  const { bytes, temporaryDirectory } = opening;
  const format = chooseFormat(head, opening.wanted);
  const lazy = onceScanned(file.path, head);
  return use({ ...file, ...lazy, format, head, bytes, temporaryDirectory });
}

function chooseCollection(
  members: readonly ArchiveMember[],
  wanted: string | null,
): CollectionFormat | null {
  const names = members.map(({ name }) => name);
  if (wanted === null) return collectionFormatOf(names);
  const format = collectionFormats.find(({ id }) => id === wanted) ?? null;
  // Its files may lie in an archive within the archive.
  const isNested = names.some((name) => /\.(tar|tgz|zip|gz)$/i.test(name));
  return isNested && format?.claims(names) === 0 ? null : format;
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

function chooseFormat(head: Head, id: string | null): FileFormat {
  const format = id === null ? formatOf(head) : formats.find((candidate) => candidate.id === id);
  if (format !== null && format !== undefined) return format;
  const what = looksLike(head.bytes) ?? 'a file of bytes that are not text';
  throw new UnrollError({
    code: 'binary-file',
    message: `${head.name} looks like ${what}, which Unroll cannot train on.`,
    where: head.name,
    hint: /archive/.test(what)
      ? 'Unpack it and add the file that you want.'
      : 'Use a table (CSV, TSV, Parquet, JSON lines), a text, translated sentences, recordings, labelled series, pictures (idx) or music (MIDI, piano rolls), also inside gzip, zip or tar.',
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
