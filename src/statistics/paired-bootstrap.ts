import type { Interval } from './tests.ts';

/**
 * Per-example results from which a score of the whole is made again for any choice of examples: the
 * sums of its columns are what `score` turns into the measure.
 */
export interface ExampleTable {
  /** One row for each example, all of the same width: errors and words, squared error and one… */
  readonly rows: readonly (readonly number[])[];
}

export interface BootstrapTest {
  /** Score of the second minus score of the first. */
  readonly difference: number;
  /** Percentile interval. */
  readonly interval: Interval;
  /** Two-sided: twice the share of samples on the other side of zero. */
  readonly p: number;
  readonly examples: number;
}

/**
 * Paired bootstrap (Koehn 2004): both systems are scored on the same examples, drawn with replacement
 * again and again.
 * @param score from the sums of the columns
 * @param resamples how often; 1000 give a p value to about one per cent
 * @throws RangeError when the tables do not belong to the same examples
 */
export function pairedBootstrap(
  first: ExampleTable,
  second: ExampleTable,
  score: (sums: Float64Array) => number,
  { resamples = 1000, confidence = 0.95, seed = 1 } = {},
): BootstrapTest {
  const count = first.rows.length;
  if (count === 0 || second.rows.length !== count) {
    throw new RangeError(`${count} and ${second.rows.length} examples cannot be paired`);
  }
  const random = generator(seed);
  const [a, b] = [packed(first), packed(second)];
  const whole = Uint32Array.from({ length: count }, (_, index) => index);
  const difference = scoreOf(b, whole, score) - scoreOf(a, whole, score);
  const differences = new Float64Array(resamples);
  const drawn = new Uint32Array(count);
  for (let sample = 0; sample < resamples; sample++) {
    for (let i = 0; i < count; i++) drawn[i] = Math.floor(random() * count);
    differences[sample] = scoreOf(b, drawn, score) - scoreOf(a, drawn, score);
  }
  differences.sort();
  const below = differences.filter((value) => value <= 0).length / resamples;
  const above = differences.filter((value) => value >= 0).length / resamples;
  const tail = (1 - confidence) / 2;
  return {
    difference,
    interval: { low: quantile(differences, tail), high: quantile(differences, 1 - tail) },
    p: Math.min(1, 2 * Math.min(below, above)),
    examples: count,
  };
}

interface Packed {
  readonly width: number;
  readonly values: Float64Array;
}

function packed({ rows }: ExampleTable): Packed {
  const width = rows[0]!.length;
  return { width, values: Float64Array.from(rows.flat()) };
}

function scoreOf(
  { width, values }: Packed,
  chosen: Uint32Array,
  score: (sums: Float64Array) => number,
): number {
  const sums = new Float64Array(width);
  for (const index of chosen) {
    for (let column = 0; column < width; column++) {
      sums[column]! += values[index * width + column]!;
    }
  }
  return score(sums);
}

/** Between two neighbours in proportion. @param sorted ascending */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}

/** Uniform from 0 to below 1; Mulberry32, enough for drawing examples, the same on every machine. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}
