import type { MetricSeries } from '../../contract/index.ts';
import { BucketBuilder } from './buckets.ts';
import { coarsePoints, finePoints } from './packing.ts';
import type { Series } from './series.ts';
import type { SeriesStorage } from './series-storage.ts';

/** Reads a series in at most `maxPoints` buckets (at least 3), from the coarsest level that is fine enough. */
export function readSeries(
  storage: SeriesStorage,
  series: Series,
  maxPoints: number,
): MetricSeries {
  const { total } = series;
  const level = total <= maxPoints ? 1 : summaryLevel(total, maxPoints);
  const builder = new BucketBuilder(level * bucketUnits(total, maxPoints, level), total);
  if (level === 1) {
    for (const points of storage.packedPoints(series)) builder.addPoints(points);
  } else if (series.packed > 0) {
    addPacked(builder, storage, series, level);
  }
  builder.addPoints(storage.tail(series));
  return builder.finish(series.runId, series.metric);
}

/** The largest summary that fits into a bucket. */
function summaryLevel(total: number, maxPoints: number): number {
  const wanted = total / (maxPoints - 2);
  return wanted >= coarsePoints ? coarsePoints : wanted >= finePoints ? finePoints : 1;
}

/** Two buckets are set apart for the first and the last point. */
function bucketUnits(total: number, maxPoints: number, level: number): number {
  return total <= maxPoints ? 1 : Math.ceil(total / (maxPoints - 2) / level);
}

/** The first and the last point stand alone, so their summaries are taken apart. */
function addPacked(
  builder: BucketBuilder,
  storage: SeriesStorage,
  series: Series,
  level: number,
): void {
  const summaries = storage.summaries(series, level);
  const width = summaries.length / (series.packed / level);
  const endsInTail = series.total > series.packed;
  // With one point in the tail the bucket before it ends with the chunk, as it should.
  const end = endsInTail ? summaries.length : summaries.length - width;
  builder.addPoints(storage.packedHead(series, level));
  builder.addSummaries(summaries.subarray(width, Math.max(width, end)), level);
  if (!endsInTail && series.packed > level) builder.addPoints(storage.packedEnd(series, level));
}
