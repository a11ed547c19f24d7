import type { ArchiveMember } from '../archives/index.ts';
import type { AudioReading } from '../audio/read-audio.ts';
import type { ByteScan } from '../byte-scan.ts';
import type { Encoding } from '../encoding.ts';
import type { Music } from '../music/music.ts';
import type { ParallelText, WantedSides } from '../parallel/parallel-text.ts';
import type { LabelledSequences } from '../sequences/labelled-sequences.ts';
import type { TableDatabase } from '../table/database.ts';
import type { LoadedTable } from '../table/table.ts';

/** The beginning of a file, unpacked: enough to tell what it is. */
export interface Head {
  /** File name without folders; inside an archive the member's. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whether `bytes` is the whole file. */
  readonly complete: boolean;
  /** Null when the bytes are not text. */
  readonly encoding: Encoding | null;
  /** Decoded bytes; empty when they are not text. */
  readonly text: string;
}

/** A file on disk, unpacked, that is read but never written. */
export interface Source {
  readonly path: string;
  readonly head: Head;
  /** Folder for intermediate files; removed by whoever opened the source. */
  readonly temporaryDirectory: string;
  /** One pass over all bytes; made at the first call. */
  scan(): Promise<ByteScan>;
  /** Of the whole file, where `head.encoding` is of its beginning. */
  encoding(): Promise<Encoding>;
}

interface FormatBase {
  /** As kept with a data set: `csv`, `parquet`. */
  readonly id: string;
  readonly label: string;
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /**
   * How surely a file that begins so has this format: 0 not at all, 1 beyond doubt. Looks at
   * nothing but the head and never throws.
   */
  sniff(head: Head): number;
}

/** A format of rows and columns. */
export interface TableFormat extends FormatBase {
  readonly kind: 'table';
  /**
   * Reads the whole file into the database's table `data`, rows in file order, one database column
   * for each column of the file.
   *
   * The same bytes give the same table. @throws UnrollError that says what is wrong with the file
   */
  load(source: Source, database: TableDatabase): Promise<LoadedTable>;
}

/** A format that is read as running text. */
export interface TextFormat extends FormatBase {
  readonly kind: 'text';
  /** The text piece by piece: byte order mark dropped, line ends as line feeds. */
  read(source: Source): AsyncIterable<string>;
}

/** A format of sentences with their translations in one file. */
export interface ParallelFormat extends FormatBase {
  readonly kind: 'parallel';
  /** All pairs in file order. @throws UnrollError that says what is wrong with the file */
  read(source: Source, wanted: WantedSides): Promise<ParallelText>;
}

/** A format of sequences that are each something: a class or a number. */
export interface SequenceFormat extends FormatBase {
  readonly kind: 'sequences';
  /** All sequences in file order. @throws UnrollError that says what is wrong with the file */
  read(source: Source): Promise<LabelledSequences>;
}

/** A format of pieces of music for several voices. */
export interface MusicFormat extends FormatBase {
  readonly kind: 'music';
  /** All pieces in file order. @throws UnrollError that says what is wrong with the file */
  read(source: Source): Promise<Music>;
}

/** A format of one file. */
export type FileFormat = TableFormat | TextFormat | ParallelFormat | SequenceFormat | MusicFormat;

/** Several files that belong together, as they lie in an archive or a folder. */
export interface Collection {
  /** What may be data: notes and licences are left out. */
  readonly members: readonly ArchiveMember[];
  /** Names of files without a single byte, which are not among the members. */
  readonly emptyFiles: readonly string[];
  /** Folder for intermediate files; removed by whoever opened the collection. */
  readonly temporaryDirectory: string;
}

interface CollectionFormatBase {
  readonly id: string;
  readonly label: string;
  /**
   * How surely files of these names belong together in this format: 0 not at all, 1 beyond doubt.
   * Never throws.
   */
  claims(names: readonly string[]): number;
}

/** A format of sentences and their translations in files of their own. */
export interface ParallelCollectionFormat extends CollectionFormatBase {
  readonly kind: 'parallel';
  readCollection(collection: Collection, wanted: WantedSides): Promise<ParallelText>;
}

/** Recordings with what is said in them. */
export interface AudioCollectionFormat extends CollectionFormatBase {
  readonly kind: 'audio';
  /**
   * Reads what the files say about the recordings; nothing is listened to yet.
   * @param pattern of the recordings' names, where they carry the labels; empty finds it
   * @throws UnrollError when nothing says what is spoken, or the pattern fits no name
   */
  open(collection: Collection, pattern: string): Promise<AudioReading>;
}

/** Sequences and what they are in files of their own, such as one for each part. */
export interface SequenceCollectionFormat extends CollectionFormatBase {
  readonly kind: 'sequences';
  /** @throws UnrollError when the files are damaged or hold several data sets */
  readCollection(collection: Collection): Promise<LabelledSequences>;
}

/** Pieces of music in files of their own. */
export interface MusicCollectionFormat extends CollectionFormatBase {
  readonly kind: 'music';
  /** @throws UnrollError when none of the files can be read */
  readCollection(collection: Collection): Promise<Music>;
}

/** A format of several files. */
export type CollectionFormat =
  | ParallelCollectionFormat
  | AudioCollectionFormat
  | SequenceCollectionFormat
  | MusicCollectionFormat;

export type Format = FileFormat | CollectionFormat;

export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}
