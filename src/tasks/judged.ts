import { type Baseline, type MetricValues, strongestBaseline } from '../contract/index.ts';

export const notMeasuredYet =
  'The run ended before its first measurement, so nothing is known yet.';

/** What a verdict is about: the test part, or the validation part where there is none. */
export interface Judged {
  /** In words: "test" or "validation". */
  readonly part: string;
  /** A metric of that part; undefined where it was not measured. */
  value(metric: string): number | undefined;
  /** The strongest naive row by a metric of that part. */
  rival(metric: string): { readonly baseline: Baseline; readonly value: number } | null;
}

/**
 * @param best metrics with their split: `val/mse`; `test` likewise
 * @param metric without split, by whose presence the test part is known to be there
 */
export function judge(
  best: MetricValues,
  test: MetricValues,
  baselines: readonly Baseline[],
  metric: string,
): Judged {
  const split = test[`test/${metric}`] === undefined ? 'val' : 'test';
  const values = split === 'test' ? test : best;
  return {
    part: split === 'test' ? 'test' : 'validation',
    value: (name) => values[`${split}/${name}`],
    rival: (name) => strongestBaseline(baselines, `${split}/${name}`),
  };
}

const mostDigits = 6;

/**
 * Two values with as many digits that count as tell them apart, without an exponent.
 * @param least digits
 */
export function figuresApart(own: number, other: number, least = 3): readonly [string, string] {
  let digits = least;
  while (digits < mostDigits && own.toPrecision(digits) === other.toPrecision(digits)) digits++;
  const count = own === other ? least : digits;
  return [figure(own, count), figure(other, count)];
}

/** Shares in per cent, likewise. */
export function percentApart(own: number, other: number): readonly [string, string] {
  const [first, second] = figuresApart(100 * own, 100 * other);
  return [`${first} %`, `${second} %`];
}

/** So many digits that count at most. */
export function figure(value: number, digits = 3): string {
  return String(Number(value.toPrecision(digits)));
}

export function percent(share: number): string {
  return `${figure(100 * share)} %`;
}
