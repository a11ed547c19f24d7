import { StandardScaler } from '../../datasets/scaler.ts';
import type { Feature } from './calendar.ts';

/** What the network reads beside the columns that it forecasts. */
export interface Covariates {
  /** Those known up to now only, then those known in advance. */
  readonly names: readonly string[];
  readonly past: number;
  readonly known: number;
  /** (rows, past + known), about 1 in size, complete. */
  readonly values: Float32Array;
}

/** One series of a file: its covariate columns with the rows that are known of its future. */
export interface MemberCovariates {
  readonly rows: number;
  /** As long as `rows`; NaN where missing. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Milliseconds since 1970, as long as `rows`; null without a time column. */
  readonly times: Float64Array | null;
  /** Rows that are trained on, from the first: only they decide the scale. */
  readonly trainingRows: number;
}

/**
 * Stacks the covariates of all series: columns are z-scored by the training rows of all of them
 * together, a gap repeats the value before it (the mean at the start), the calendar comes last.
 * @returns null where there is none
 */
export function makeCovariates(
  members: readonly MemberCovariates[],
  past: readonly string[],
  known: readonly string[],
  calendar: readonly Feature[],
): Covariates | null {
  const columns = [...past, ...known];
  const width = columns.length + calendar.length;
  if (width === 0) return null;
  const rows = members.reduce((sum, member) => sum + member.rows, 0);
  const values = new Float32Array(rows * width);
  for (const [place, name] of columns.entries()) fillColumn(members, name, values, place, width);
  for (const [index, feature] of calendar.entries()) {
    let row = 0;
    for (const member of members) {
      for (let own = 0; own < member.rows; own++, row++) {
        const time = member.times?.[own] ?? Number.NaN;
        const value = Number.isFinite(time) ? feature.value(new Date(time)) : 0;
        values[row * width + columns.length + index] = value;
      }
    }
  }
  const names = [...columns, ...calendar.map(({ name }) => name)];
  return { names, past: past.length, known: known.length + calendar.length, values };
}

function fillColumn(
  members: readonly MemberCovariates[],
  name: string,
  values: Float32Array,
  place: number,
  width: number,
): void {
  const own = members.map(({ columns }) => columns.get(name)!);
  const training = Float64Array.from(
    members.flatMap((member, index) => [...own[index]!.subarray(0, member.trainingRows)]),
  );
  const range = { split: 'train', start: 0, end: training.length } as const;
  const scaler = StandardScaler.fit([training], range);
  let row = 0;
  for (const column of own) {
    let last = 0;
    for (const value of scaler.scale(0, column)) {
      if (!Number.isNaN(value)) last = value;
      values[row++ * width + place] = last;
    }
  }
}
