import type { LayerMemory, MemorySample } from '../../../src/contract/index.ts';
import type { PointsData } from '../../charts/points/index.ts';

/** Shares smaller than this are rounding. */
const leastShare = 1e-12;

interface Labels {
  readonly x: string;
  readonly y: string;
}

const plain = { xScaling: 'linear', yScaling: 'linear', xNames: [], xWhole: true } as const;

/** Of the first, so that layers can be compared. */
export function lagData({ lags }: LayerMemory, color: string, labels: Labels): PointsData {
  const first = lags[0] || 1;
  const shares = lags.map((norm) => Math.max(leastShare, norm / first));
  return {
    ...plain,
    xLabel: labels.x,
    yLabel: labels.y,
    yScaling: 'log',
    // The ends: an axis reaches as far as its points.
    points: shares.flatMap((y, x) =>
      x === 0 || x === shares.length - 1 ? [{ x, y, weight: 'normal' as const }] : [],
    ),
    line: { xs: shares.map((_, lag) => lag), ys: shares },
    color,
  };
}

export function contextData({ context }: MemorySample, color: string, labels: Labels): PointsData {
  const xs = context.map(({ steps }) => steps);
  const ys = context.map(({ loss }) => loss);
  return {
    ...plain,
    xLabel: labels.x,
    yLabel: labels.y,
    xScaling: 'log',
    points: context.map(({ steps, loss }) => ({ x: steps, y: loss, weight: 'normal' })),
    line: { xs, ys },
    color,
  };
}

export function singularData(
  { singularValues }: LayerMemory,
  color: string,
  labels: Labels,
): PointsData {
  return {
    ...plain,
    xLabel: labels.x,
    yLabel: labels.y,
    points: singularValues.map((y, index) => ({ x: index + 1, y, weight: 'normal' })),
    line: { xs: singularValues.map((_, index) => index + 1), ys: singularValues },
    color,
  };
}

/** Of one layer at each look, by training step. */
export function normData(
  samples: readonly MemorySample[],
  layer: string,
  color: string,
  labels: Labels,
): PointsData {
  const places = samples.flatMap(({ step, layers }) => {
    const own = layers.find(({ name }) => name === layer);
    return own === undefined ? [] : [{ x: step, y: own.gradientNorm, weight: 'normal' as const }];
  });
  return {
    ...plain,
    xLabel: labels.x,
    yLabel: labels.y,
    points: places,
    line: { xs: places.map(({ x }) => x), ys: places.map(({ y }) => y) },
    color,
  };
}
