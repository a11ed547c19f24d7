import type { Column } from '../../contract/index.ts';
import type { TableDatabase } from './database.ts';
import type { TypedColumn } from './table.ts';

const histogramBins = 30;
const sketchPoints = 200;
const sampleSize = 10_000;
/** Differences of numbers up to this size can be squared and summed. */
const squarable = 1e140;

/** A column's figures and, for numbers, what the diagnosis needs of their spread. */
export interface ColumnFigures {
  readonly column: Column;
  /** First and third quartile of evenly spaced values; null unless numeric. */
  readonly quartiles: readonly [number, number] | null;
  /** Values further than ten times the spread of the quartiles outside them. */
  readonly outliers: number;
}

/**
 * Statistics of every column in two passes over the rows, so that size does not matter. The same
 * rows give the same figures to the last bit.
 */
export async function describeColumns(
  columns: readonly TypedColumn[],
  rows: number,
  database: TableDatabase,
): Promise<ColumnFigures[]> {
  const numeric = columns.filter(({ value }) => value !== null);
  const accumulators = numeric.map(() => new Accumulator(rows));
  const selected = numeric.map(({ value }) => value).join(', ');
  if (numeric.length > 0 && rows > 0) {
    const query = `SELECT ${selected} FROM data`;
    await database.eachRow(query, (values, row) => {
      for (let i = 0; i < values.length; i++) accumulators[i]!.first(values[i]!, row);
    });
    for (const accumulator of accumulators) accumulator.prepareSecond();
    await database.eachRow(query, (values) => {
      for (let i = 0; i < values.length; i++) accumulators[i]!.second(values[i]!);
    });
  }
  return columns.map((column) => {
    const index = numeric.indexOf(column);
    return index < 0 || column.type !== 'number'
      ? { column: plain(column), quartiles: null, outliers: 0 }
      : accumulators[index]!.figures(column);
  });
}

function plain({ name, type, missing, distinct }: TypedColumn): Column {
  const none = { min: null, max: null, mean: null, std: null, histogram: [], sketch: [] };
  return { name, type, missing, distinct, ...none };
}

/** One numeric column: first pass for range, mean and sample, second for spread and bins. */
class Accumulator {
  readonly #rows: number;
  readonly #sketchEvery: number;
  readonly #sampleEvery: number;
  readonly #sketch: (number | null)[] = [];
  readonly #sample: number[] = [];
  readonly #bins = new Array<number>(histogramBins).fill(0);
  #quartiles: [number, number] = [0, 0];
  #count = 0;
  #mean = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #squares = 0;
  /** In which differences are squared; 1 unless they would overflow. */
  #unit = 1;
  #outliers = 0;

  constructor(rows: number) {
    this.#rows = rows;
    this.#sketchEvery = Math.max(1, rows / sketchPoints);
    this.#sampleEvery = Math.max(1, rows / sampleSize);
  }

  first(value: number, row: number): void {
    if (row >= this.#sketch.length * this.#sketchEvery && this.#sketch.length < sketchPoints) {
      this.#sketch.push(Number.isFinite(value) ? value : null);
    }
    // What is infinite counts as missing, as it does when it is learnt from.
    if (!Number.isFinite(value)) return;
    this.#count++;
    // A running mean cannot overflow where a sum of large values, or a difference, would.
    this.#mean += value / this.#count - this.#mean / this.#count;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (row >= this.#sample.length * this.#sampleEvery) this.#sample.push(value);
  }

  prepareSecond(): void {
    const sorted = Float64Array.from(this.#sample).sort();
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    this.#quartiles = [at(0.25), at(0.75)];
    const largest = Math.max(Math.abs(this.#min), Math.abs(this.#max));
    if (largest > squarable) this.#unit = largest;
  }

  second(value: number): void {
    if (!Number.isFinite(value)) return;
    const unit = this.#unit;
    this.#squares += (value / unit - this.#mean / unit) ** 2;
    const width = this.#max / unit - this.#min / unit;
    const above = value / unit - this.#min / unit;
    const bin = width > 0 ? Math.floor((above / width) * histogramBins) : 0;
    this.#bins[Math.min(bin, histogramBins - 1)]!++;
    const [low, high] = this.#quartiles;
    const reach = 10 * (high - low);
    if (reach > 0 && (value < low - reach || value > high + reach)) this.#outliers++;
  }

  figures({ name, type, distinct }: TypedColumn): ColumnFigures {
    const none = this.#count === 0;
    return {
      column: {
        name,
        type,
        missing: this.#rows - this.#count,
        distinct,
        min: none ? null : this.#min,
        max: none ? null : this.#max,
        mean: none ? null : this.#mean,
        std: none ? null : this.#unit * Math.sqrt(this.#squares / this.#count),
        histogram: none ? [] : [...this.#bins],
        sketch: [...this.#sketch],
      },
      quartiles: none ? null : this.#quartiles,
      outliers: this.#outliers,
    };
  }
}
