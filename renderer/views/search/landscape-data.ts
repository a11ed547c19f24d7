import type { StudyEntry, StudyLandscape, StudyTrial } from '../../../src/contract/index.ts';
import type { HeatMapData } from '../../charts/heat-map/data.ts';
import type { PointsData } from '../../charts/points/index.ts';
import type { SpansData } from '../../charts/spans/index.ts';
import type { TrajectoriesData } from '../../charts/trajectories/index.ts';

/** What a search has found out, as data of charts. All pure. */

/** How much of the objective's variance each setting explains by itself, in per cent. */
export function importanceData(
  { importance }: StudyLandscape,
  labels: (name: string) => string,
  xLabel: string,
  color: string,
): SpansData {
  return {
    xLabel,
    xKind: 'number',
    color,
    spans: importance.map(({ name, share, deviation }, rank) => ({
      label: labels(name),
      from: 0,
      to: 100 * share,
      // No share is above the whole.
      deviation: 100 * Math.min(deviation, 1 - share),
      weight: rank === 0 ? 'best' : 'normal',
    })),
  };
}

/** What to expect of two settings together; the fuller the colour, the better. */
export function contourData(
  contour: NonNullable<StudyLandscape['contour']>,
  direction: 'min' | 'max',
  color: string,
): HeatMapData {
  const all = contour.results.flat();
  const least = all.reduce((a, b) => Math.min(a, b), Infinity);
  const most = all.reduce((a, b) => Math.max(a, b), -Infinity);
  const [low, high] = direction === 'min' ? [most, least] : [least, most];
  return {
    // The axis of y points up.
    rows: contour.y.values.map(shortValue).reverse(),
    columns: contour.x.values.map(shortValue),
    values: [...contour.results].reverse(),
    low,
    high,
    color,
  };
}

/** Where the contour is best: its place and value; null without one. */
export function bestOfContour(
  { x, y, results }: NonNullable<StudyLandscape['contour']>,
  direction: 'min' | 'max',
): { readonly x: string; readonly y: string; readonly value: number } | null {
  const sign = direction === 'min' ? 1 : -1;
  const cells = results.flatMap((row, j) => row.map((value, i) => ({ i, j, value })));
  const [best] = cells.sort((a, b) => sign * (a.value - b.value));
  if (best === undefined) return null;
  const { i, j, value } = best;
  return { x: shortValue(x.values[i]), y: shortValue(y.values[j]), value };
}

/**
 * What each trial measured at its evaluations. One that goes on from another begins where that ended,
 * so that a population is seen as lines that part.
 */
export function courseData(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  words: { readonly trial: string; readonly evaluation: string; readonly objective: string },
  color: string,
): TrajectoriesData {
  const byNumber = new Map(trials.map(({ trial }) => [trial.number, trial]));
  return {
    xLabel: words.evaluation,
    yLabel: words.objective,
    yScaling: 'linear',
    color,
    lines: trials
      .filter(({ trial }) => trial.reports.length > 0)
      .map(({ trial }) => {
        const { number, reports, continues } = trial;
        const source = continues === null ? undefined : byNumber.get(continues.trial);
        const before = source?.reports.at(-1)?.values[0];
        const begun = continues?.step ?? 0;
        const joint = before === undefined ? [] : [{ x: begun, y: before }];
        const points = reports.map(({ step, values }) => ({
          x: begun + step,
          y: values[0] ?? Number.NaN,
        }));
        return {
          label: `${words.trial} ${number}`,
          xs: [...joint, ...points].map(({ x }) => x),
          ys: [...joint, ...points].map(({ y }) => y),
          weight: weightOf(study, trial),
        };
      }),
  };
}

/** When each trial ran, in seconds since the first began. @param now milliseconds since 1970 */
export function timelineData(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  words: { readonly trial: string; readonly time: string },
  color: string,
  now: number,
): SpansData {
  const first = trials.reduce((least, { startedAt }) => Math.min(least, startedAt), Infinity);
  return {
    xLabel: words.time,
    xKind: 'time',
    color,
    spans: trials.map(({ trial, startedAt, finishedAt }) => ({
      label: `${words.trial} ${trial.number}`,
      from: (startedAt - first) / 1000,
      to: ((finishedAt ?? now) - first) / 1000,
      deviation: 0,
      weight: weightOf(study, trial),
    })),
  };
}

/** Two objectives against each other, with the front that no trial beats in both. */
export function frontData(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  labels: readonly [x: string, y: string],
  color: string,
): PointsData {
  const signs = study.objectives.map(({ direction }) => (direction === 'min' ? 1 : -1));
  const completed = trials.flatMap(({ trial }) => (trial.results === null ? [] : [trial.results]));
  const losses = completed.map((results) => results.map((value, i) => value * signs[i]!));
  const onFront = losses.map((one) => !losses.some((other) => dominates(other, one)));
  const front = completed.filter((_, i) => onFront[i]).sort((a, b) => a[0]! - b[0]!);
  return {
    xLabel: labels[0],
    yLabel: labels[1],
    xScaling: 'linear',
    yScaling: 'linear',
    xNames: [],
    xWhole: false,
    points: completed.map((results, i) => ({
      x: results[0]!,
      y: results[1]!,
      weight: onFront[i] ? 'best' : 'normal',
    })),
    line: { xs: front.map(([x]) => x!), ys: front.map(([, y]) => y!) },
    color,
  };
}

function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => value <= b[i]!) && a.some((value, i) => value < b[i]!);
}

function weightOf(study: StudyEntry, { number, state }: StudyTrial['trial']) {
  if (number === study.best?.number) return 'best';
  return state === 'pruned' || state === 'failed' ? 'faint' : 'normal';
}

function shortValue(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(2))) : String(value);
}
