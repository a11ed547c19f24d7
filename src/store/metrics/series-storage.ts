import type { Connection } from '../database.ts';
import {
  blobOf,
  chunkPoints,
  coarsePoints,
  concatenate,
  countUpToStep,
  finePoints,
  floatsOf,
  pointWidth,
  summarize,
} from './packing.ts';
import type { Series } from './series.ts';

type Row = [step: number, seconds: number, epoch: number, value: number];

/**
 * The points of series on disk. New points are rows of the tail; whenever the tail holds `coarsePoints`
 * they move into the series's last chunk, which is rewritten until it holds `chunkPoints`. Every
 * method must run inside the caller's transaction.
 */
export class SeriesStorage {
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(database: Connection) {
    this.#statements = prepareStatements(database);
  }

  /** Adds points behind those stored. Keeps `series.packed` right; the other figures are the caller's. */
  append(series: Series, points: Float64Array): void {
    const waiting = series.total - series.packed;
    if (waiting + points.length / pointWidth < coarsePoints) {
      this.#addToTail(series.id, waiting, points);
      return;
    }
    const all = concatenate([this.tail(series), points]);
    this.#statements.clearTail.run(series.id);
    this.#settle(series, all);
  }

  /** Removes the points above `step`. Keeps `series.packed` right; the other figures are the caller's. */
  truncate(series: Series, step: number): void {
    this.#statements.trimTail.run(series.id, step);
    this.#statements.dropChunksAfter.run(series.id, step);
    series.packed = this.#statements.countPacked.get(series.id)!.count;
    const cut = this.#statements.chunkAround.get(series.id, step);
    if (cut === undefined) return;
    const points = floatsOf(cut.points);
    this.#statements.dropChunk.run(series.id, cut.ordinal);
    series.packed = cut.ordinal * chunkPoints;
    this.#settle(series, points.subarray(0, countUpToStep(points, step) * pointWidth));
  }

  /** The newest points, which lie in no chunk. */
  tail(series: Series): Float64Array {
    const rows = this.#statements.readTail.all(series.id);
    const points = new Float64Array(rows.length * pointWidth);
    rows.forEach((row, index) => {
      points.set(row, index * pointWidth);
    });
    return points;
  }

  /** All points in chunks, in order. */
  packedPoints(series: Series): Float64Array[] {
    return this.#statements.readPoints.all(series.id).map(([blob]) => floatsOf(blob));
  }

  /** Summaries of `finePoints` or `coarsePoints` points each, over all chunks. */
  summaries(series: Series, size: number): Float64Array {
    const { readFine, readCoarse } = this.#statements;
    const rows = (size === finePoints ? readFine : readCoarse).all(series.id);
    return concatenate(rows.map(([blob]) => floatsOf(blob)));
  }

  /** The first `count` points that lie in chunks. */
  packedHead(series: Series, count: number): Float64Array {
    return floatsOf(this.#statements.readHead.get(count * pointWidth * 8, series.id)![0]);
  }

  /** The last `count` points that lie in chunks. */
  packedEnd(series: Series, count: number): Float64Array {
    return floatsOf(this.#statements.readEnd.get(-count * pointWidth * 8, series.id)![0]);
  }

  /** Packs whole blocks and leaves the rest in the (empty) tail. */
  #settle(series: Series, points: Float64Array): void {
    const packable = points.length - (points.length % (coarsePoints * pointWidth));
    this.#pack(series, points.subarray(0, packable));
    this.#addToTail(series.id, 0, points.subarray(packable));
  }

  #addToTail(seriesId: number, ordinal: number, points: Float64Array): void {
    for (let i = 0; i < points.length; i += pointWidth) {
      this.#statements.insertTail.run(
        seriesId,
        ordinal + i / pointWidth,
        points[i]!,
        points[i + 1]!,
        points[i + 2]!,
        points[i + 3]!,
      );
    }
  }

  #pack(series: Series, points: Float64Array): void {
    let offset = 0;
    while (offset < points.length) {
      const ordinal = Math.floor(series.packed / chunkPoints);
      const present = series.packed % chunkPoints;
      const taken = points.subarray(offset, offset + (chunkPoints - present) * pointWidth);
      const before = present === 0 ? [] : [this.#chunk(series.id, ordinal)];
      this.#saveChunk(series.id, ordinal, concatenate([...before, taken]));
      series.packed += taken.length / pointWidth;
      offset += taken.length;
    }
  }

  #chunk(seriesId: number, ordinal: number): Float64Array {
    return floatsOf(this.#statements.readChunk.get(seriesId, ordinal)!.points);
  }

  #saveChunk(seriesId: number, ordinal: number, points: Float64Array): void {
    this.#statements.saveChunk.run({
      seriesId,
      ordinal,
      count: points.length / pointWidth,
      firstStep: points[0]!,
      lastStep: points[points.length - pointWidth]!,
      coarse: blobOf(summarize(points, coarsePoints)),
      fine: blobOf(summarize(points, finePoints)),
      points: blobOf(points),
    });
  }
}

function prepareStatements(database: Connection) {
  const inChunks = 'FROM metric_chunks WHERE series_id = ?';
  const rowsOf = (column: string) =>
    database
      .prepare<[number], [Uint8Array]>(`SELECT ${column} ${inChunks} ORDER BY ordinal`)
      .raw(true);
  return {
    insertTail: database.prepare<[number, number, number, number, number, number]>(
      `INSERT INTO metric_tail (series_id, ordinal, step, seconds, epoch, value)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    readTail: database
      .prepare<[number], Row>(
        'SELECT step, seconds, epoch, value FROM metric_tail WHERE series_id = ? ORDER BY ordinal',
      )
      .raw(true),
    clearTail: database.prepare<[number]>('DELETE FROM metric_tail WHERE series_id = ?'),
    trimTail: database.prepare<[number, number]>(
      'DELETE FROM metric_tail WHERE series_id = ? AND step > ?',
    ),
    saveChunk: database.prepare(
      `INSERT OR REPLACE INTO metric_chunks
         (series_id, ordinal, count, first_step, last_step, coarse, fine, points)
       VALUES (@seriesId, @ordinal, @count, @firstStep, @lastStep, @coarse, @fine, @points)`,
    ),
    readChunk: database.prepare<[number, number], { points: Uint8Array }>(
      `SELECT points ${inChunks} AND ordinal = ?`,
    ),
    dropChunk: database.prepare<[number, number]>(`DELETE ${inChunks} AND ordinal = ?`),
    dropChunksAfter: database.prepare<[number, number]>(`DELETE ${inChunks} AND first_step > ?`),
    /** Of several chunks at most one can hold both sides of a step. */
    chunkAround: database.prepare<[number, number], { ordinal: number; points: Uint8Array }>(
      `SELECT ordinal, points ${inChunks} AND last_step > ?`,
    ),
    countPacked: database.prepare<[number], { count: number }>(
      `SELECT coalesce(sum(count), 0) AS count ${inChunks}`,
    ),
    readPoints: rowsOf('points'),
    readFine: rowsOf('fine'),
    readCoarse: rowsOf('coarse'),
    readHead: database
      .prepare<[number, number], [Uint8Array]>(
        `SELECT substr(points, 1, ?) ${inChunks} ORDER BY ordinal LIMIT 1`,
      )
      .raw(true),
    readEnd: database
      .prepare<[number, number], [Uint8Array]>(
        `SELECT substr(points, ?) ${inChunks} ORDER BY ordinal DESC LIMIT 1`,
      )
      .raw(true),
  };
}
