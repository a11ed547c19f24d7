import type { RateSearch } from '../../../src/contract/index.ts';
import type { PointsData } from '../../charts/points/index.ts';

/** Each step's loss as a faint dot, the smoothed loss as a line, what is suggested as full dots. */
export function rateCurve(
  { rates, losses, smoothed, steepest, tenthOfMinimum }: RateSearch,
  labels: { readonly rate: string; readonly loss: string },
  color: string,
): PointsData {
  const suggested = [steepest, tenthOfMinimum].filter((rate) => rate !== null);
  return {
    xLabel: labels.rate,
    yLabel: labels.loss,
    xScaling: 'log',
    yScaling: 'linear',
    xNames: [],
    xWhole: false,
    points: [
      ...rates.map((x, at) => ({ x, y: losses[at]!, weight: 'faint' as const })),
      ...suggested.map((x) => ({ x, y: smoothedAt(x, rates, smoothed), weight: 'best' as const })),
    ],
    line: { xs: rates, ys: smoothed },
    color,
  };
}

/** NaN, which has no place in a chart, for a rate that the ramp did not reach. */
function smoothedAt(rate: number, rates: readonly number[], smoothed: readonly number[]): number {
  const at = rates.findIndex((candidate) => candidate >= rate);
  return smoothed[at] ?? Number.NaN;
}

/** To two figures: nobody needs more. */
export function roundRate(rate: number): number {
  return Number(rate.toPrecision(2));
}
