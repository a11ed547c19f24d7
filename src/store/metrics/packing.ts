/**
 * How metric points lie in blobs: 64-bit floats, little end first (the order of every platform that
 * Unroll runs on), one record after the other.
 */

/** A point: step, seconds, epoch, value. */
export const pointWidth = 4;

/** A summary of consecutive points: last step, last seconds, last epoch, minimum, maximum, sum. */
export const summaryWidth = 6;

/** Points in one summary, at the two levels; the tail is packed in blocks of `coarse`. */
export const finePoints = 16;
export const coarsePoints = 256;

/** Points in a full chunk. */
export const chunkPoints = 4096;

/** Views a blob as floats; copies only when its memory is not aligned. */
export function floatsOf(blob: Uint8Array): Float64Array {
  const aligned = blob.byteOffset % 8 === 0 ? blob : blob.slice();
  return new Float64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 8);
}

export function blobOf(floats: Float64Array): Uint8Array {
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}

/** One summary for every `size` points; the number of points must be a multiple of `size`. */
export function summarize(points: Float64Array, size: number): Float64Array {
  const count = points.length / pointWidth / size;
  const summaries = new Float64Array(count * summaryWidth);
  for (let group = 0; group < count; group++) {
    const begin = group * size * pointWidth;
    const end = begin + size * pointWidth;
    let minimum = Number.POSITIVE_INFINITY;
    let maximum = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let i = begin + 3; i < end; i += pointWidth) {
      const value = points[i]!;
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      sum += value;
    }
    const last = points.subarray(end - pointWidth, end - 1);
    summaries.set(last, group * summaryWidth);
    summaries.set([minimum, maximum, sum], group * summaryWidth + 3);
  }
  return summaries;
}

export function concatenate(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Number of leading points whose step is at most `step`; steps never decrease. */
export function countUpToStep(points: Float64Array, step: number): number {
  let low = 0;
  let high = points.length / pointWidth;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (points[middle * pointWidth]! <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}
