import type { ClassificationSample, RegressionSample } from '../../../src/contract/index.ts';
import type { HeatMapData } from '../../charts/heat-map/data.ts';
import type { PointsData } from '../../charts/points/index.ts';

/** Fewer answers in a bin say little of how often the network is right. */
const fewAnswers = 5;

/** Shares of each class's sequences that were told as each class. */
export function confusionData(
  { classes, confusion }: ClassificationSample,
  color: string,
): HeatMapData {
  return {
    rows: classes,
    columns: classes,
    values: confusion.map((row) => {
      const total = row.reduce((sum, count) => sum + count, 0);
      return row.map((count) => (total === 0 ? 0 : count / total));
    }),
    low: 0,
    high: 1,
    color,
  };
}

/** Confidence to the right, how often it was right upwards; the diagonal is honesty. */
export function reliabilityData(
  { bins }: ClassificationSample,
  color: string,
  labels: { readonly x: string; readonly y: string },
): PointsData {
  return {
    xLabel: labels.x,
    yLabel: labels.y,
    xScaling: 'linear',
    yScaling: 'linear',
    xNames: [],
    xWhole: false,
    points: bins.flatMap(({ count, confidence, accuracy }) =>
      count === 0
        ? []
        : [
            {
              x: confidence,
              y: accuracy,
              weight: count < fewAnswers ? 'faint' : 'normal',
            } as const,
          ],
    ),
    line: { xs: [0, 1], ys: [0, 1] },
    color,
  };
}

/** The truth to the right, what was told upwards; the diagonal is right. */
export function scatterData(
  { points }: RegressionSample,
  color: string,
  labels: { readonly x: string; readonly y: string },
): PointsData {
  const truths = points.map(([truth]) => truth);
  const ends = [
    truths.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    truths.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ].filter(Number.isFinite);
  return {
    xLabel: labels.x,
    yLabel: labels.y,
    xScaling: 'linear',
    yScaling: 'linear',
    xNames: [],
    xWhole: false,
    points: points.map(([x, y]) => ({ x, y, weight: 'normal' })),
    line: { xs: ends, ys: ends },
    color,
  };
}

/** The pair of classes that is mixed up most often; null where nothing is. */
export function worstPair({
  classes,
  confusion,
}: ClassificationSample): { truth: string; answer: string; count: number } | null {
  let worst: { truth: string; answer: string; count: number } | null = null;
  confusion.forEach((row, truth) => {
    row.forEach((count, answer) => {
      if (truth !== answer && count > (worst?.count ?? 0))
        worst = { truth: classes[truth]!, answer: classes[answer]!, count };
    });
  });
  return worst;
}
