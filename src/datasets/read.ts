import { type DataFile, UnrollError } from '../contract/index.ts';
import type { AudioReading } from './audio/read-audio.ts';
import { graphJson, readGraphSeries } from './formats/graph-json.ts';
import type { GraphEdge } from './graphs/graph-file.ts';
import type { Music } from './music/music.ts';
import { readMusicOf } from './music/open-music.ts';
import { anySides, isParallel, readPairsOf } from './parallel/open-pairs.ts';
import type { ParallelText, WantedSides } from './parallel/parallel-text.ts';
import type { LabelledSequences } from './sequences/labelled-sequences.ts';
import {
  type LabelledText,
  readTableSequences,
  readTableTexts,
  type TableColumns,
} from './sequences/table-sequences.ts';
import { isFile, withSource } from './source.ts';
import { uniqueNames } from './table/column-names.ts';
import { fillGaps } from './table/fill-gaps.ts';
import { type OpenTable, withTable } from './table/open-table.ts';
import { readColumns, type TableData } from './table/read-columns.ts';
import { readSeriesColumns, type SeriesData, type SeriesReading } from './table/read-series.ts';

export interface TableReading {
  /** Column that tells the time of a row; without it the one that fits best. */
  readonly timeColumn?: string | undefined;
  /** Puts a row without values wherever a time is missing. */
  readonly fillGaps?: boolean;
}

/**
 * Numbers of a table, rows in order of time. The same file gives the same values on every machine.
 *
 * @param columns names to read; without them every column of numbers
 * @throws UnrollError when the file is no table or lacks a column, when the named column tells no
 *   times, or when gaps cannot be filled
 */
export async function readTable(
  file: Pick<DataFile, 'path' | 'format'>,
  columns?: readonly string[],
  reading: TableReading = {},
): Promise<TableData> {
  return withSource(file.path, file.format, async (source) => {
    if (!isFile(source)) throw wrongKind(file.path, 'a table');
    const { format } = source;
    if (format.kind !== 'table') throw wrongKind(file.path, 'a table');
    const read = (table: OpenTable) => readColumns(table, columns);
    const data = await withTable(source, format, read, reading.timeColumn);
    return reading.fillGaps === true ? fillGaps(data) : data;
  });
}

/**
 * The series of a table, each with its rows in order of time; see readSeriesColumns.
 * @throws UnrollError when the file is no table, and where readSeriesColumns does
 */
export async function readSeries(
  file: Pick<DataFile, 'path' | 'format'>,
  columns: readonly string[] | undefined,
  reading: SeriesReading & Pick<TableReading, 'timeColumn'>,
): Promise<SeriesData[]> {
  return withSource(file.path, file.format, async (source) => {
    if (!isFile(source) || source.format.kind !== 'table') throw wrongKind(file.path, 'a table');
    const read = (table: OpenTable) => readSeriesColumns(table, columns, reading);
    return withTable(source, source.format, read, reading.timeColumn);
  });
}

/** How the columns of a table are linked. */
export interface Graph {
  /** Names of the columns. */
  readonly nodes: readonly string[];
  readonly edges: readonly GraphEdge[];
}

/** @returns null where the file says nothing of links */
export async function readGraph(file: Pick<DataFile, 'path' | 'format'>): Promise<Graph | null> {
  if (file.format !== graphJson.id) return null;
  return withSource(file.path, file.format, async (source) => {
    if (!isFile(source)) throw wrongKind(file.path, 'a table');
    const { nodes, edges } = await readGraphSeries(source);
    return { nodes: uniqueNames(nodes, nodes.length).names, edges };
  });
}

/**
 * The text of a file: decoded, without byte order mark, lines ended by line feeds.
 * @throws UnrollError when the file is no text
 */
export async function readText(file: Pick<DataFile, 'path' | 'format'>): Promise<string> {
  return withSource(file.path, file.format, async (source) => {
    if (!isFile(source)) throw wrongKind(file.path, 'a text');
    const { format } = source;
    if (format.kind !== 'text') throw wrongKind(file.path, 'a text');
    const pieces: string[] = [];
    for await (const piece of format.read(source)) pieces.push(piece);
    return pieces.join('');
  });
}

/**
 * Sentences and their translations, in file order, as they are written.
 * @param wanted languages; null takes the data's own order
 * @throws UnrollError when the file holds no pairs or lacks a language
 */
export async function readPairs(
  file: Pick<DataFile, 'path' | 'format'>,
  wanted: WantedSides = anySides,
): Promise<ParallelText> {
  return withSource(file.path, file.format, async (source) => {
    if (!isParallel(source)) throw wrongKind(file.path, 'a set of translated sentences');
    return readPairsOf(source, wanted);
  });
}

/**
 * Opens recordings with what is said in them and hands them to `use`.
 * @param pattern of the recordings' names, where they carry the labels; empty finds it
 * @throws UnrollError when the file holds none, or nothing says what is spoken
 */
export async function withRecordings<T>(
  file: Pick<DataFile, 'path' | 'format'>,
  pattern: string,
  use: (reading: AudioReading) => Promise<T>,
): Promise<T> {
  return withSource(file.path, file.format, async (source) => {
    const { format } = source;
    if (isFile(source) || format.kind !== 'audio')
      throw wrongKind(file.path, 'a set of recordings');
    return use(await format.open(source, pattern));
  });
}

/**
 * Sequences of numbers with what they are: a file or files of labelled sequences, or a table that is
 * read as such.
 * @param columns how to read a table
 * @throws UnrollError when the file is damaged, holds neither, or lacks a column
 */
export async function readSequences(
  file: FileToRead,
  columns: TableColumns,
): Promise<LabelledSequences> {
  return withSource(file.path, file.format, async (source) => {
    if (!isFile(source)) {
      const { format } = source;
      if (format.kind === 'sequences') return format.readCollection(source);
      throw wrongKind(file.path, 'a set of labelled sequences');
    }
    const { format } = source;
    if (format.kind === 'sequences') return format.read(source);
    if (format.kind !== 'table') throw wrongKind(file.path, 'a set of labelled sequences');
    return withTable(source, format, (table) => readTableSequences(table, columns));
  });
}

/** @throws UnrollError when the file is no table or lacks a column */
export async function readLabelledTexts(
  file: FileToRead,
  columns: Pick<TableColumns, 'label'> & { readonly text: string },
): Promise<LabelledText[]> {
  return withSource(file.path, file.format, async (source) => {
    if (!isFile(source)) throw wrongKind(file.path, 'a table of texts');
    const { format } = source;
    if (format.kind !== 'table') throw wrongKind(file.path, 'a table of texts');
    return withTable(source, format, (table) => readTableTexts(table, columns));
  });
}

/** Pieces of music, in file order. @throws UnrollError when the file is damaged or holds none */
export async function readMusic(file: FileToRead): Promise<Music> {
  return withSource(file.path, file.format, async (source) => {
    const music = await readMusicOf(source);
    if (music === null) throw wrongKind(file.path, 'music');
    return music;
  });
}

/** A format of null is told from the content. */
interface FileToRead {
  readonly path: string;
  readonly format: string | null;
}

function wrongKind(path: string, wanted: string): UnrollError {
  return new UnrollError({
    code: 'wrong-kind-of-data',
    message: `${path} is not ${wanted}.`,
    where: path,
    hint: 'Choose a task that fits the data.',
  });
}
