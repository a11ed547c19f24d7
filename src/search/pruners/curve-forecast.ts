/** A learning curve's end as a mixture of normal distributions, one for each curve that fits. */
export interface CurveForecast {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Sum to 1. */
  readonly weights: Float64Array;
}

/** What falls from 1 to 0 as training goes on; `shape` says how fast. */
interface CurveFamily {
  readonly shapes: readonly number[];
  fall(step: number, shape: number): number;
}

/** Power law, exponential and logarithmic decay (Domhan et al. 2015, section 3.1). */
const families: readonly CurveFamily[] = [
  { shapes: [0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2], fall: (step, shape) => step ** -shape },
  { shapes: [0.01, 0.03, 0.1, 0.2, 0.4, 0.8], fall: (step, shape) => Math.exp(-shape * step) },
  { shapes: [1, 3, 10], fall: (step, shape) => 1 / Math.log(step + shape + 1) },
];

/** The least number of points that tell a shape. */
export const leastPoints = 4;

/**
 * Extends a curve of losses to a later step: each family and shape is fitted by weighted least squares
 * as `floor + height · fall(step)`, later points counting more, and weighs by its likelihood.
 * @param steps ascending, above 0
 * @param noise standard deviation of a single loss that no curve can explain
 */
export function forecastCurve(
  steps: readonly number[],
  losses: readonly number[],
  end: number,
  noise: number,
): CurveForecast {
  const fits = families.flatMap((family) =>
    family.shapes.map((shape) => fitted(family, shape, { steps, losses, end, noise })),
  );
  const most = Math.max(...fits.map(({ logLikelihood }) => logLikelihood));
  const raw = fits.map(({ logLikelihood }) => Math.exp(logLikelihood - most));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return {
    means: Float64Array.from(fits, ({ mean }) => mean),
    deviations: Float64Array.from(fits, ({ deviation }) => deviation),
    weights: Float64Array.from(raw, (weight) => weight / total),
  };
}

interface Curve {
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  readonly end: number;
  readonly noise: number;
}

function fitted({ fall }: CurveFamily, shape: number, { steps, losses, end, noise }: Curve) {
  const x = steps.map((step) => fall(step, shape));
  const weights = steps.map((_, i) => (i + 1) / steps.length);
  const total = sum(weights);
  const meanX = sum(x.map((value, i) => weights[i]! * value)) / total;
  const meanY = sum(losses.map((loss, i) => weights[i]! * loss)) / total;
  const spread = sum(x.map((value, i) => weights[i]! * (value - meanX) ** 2));
  const together = sum(x.map((value, i) => weights[i]! * (value - meanX) * (losses[i]! - meanY)));
  // A curve that rises is not extended upwards: it counts as flat.
  const height = spread > 0 ? Math.max(0, together / spread) : 0;
  const missed = sum(
    losses.map((loss, i) => weights[i]! * (loss - meanY - height * (x[i]! - meanX)) ** 2),
  );
  const freedom = Math.max(1, total - 2);
  const variance = missed / freedom + noise ** 2;
  const away = fall(end, shape) - meanX;
  const leverage = 1 / total + (spread > 0 ? away ** 2 / spread : 0);
  return {
    mean: meanY + height * away,
    deviation: Math.sqrt(variance * (1 + leverage)),
    logLikelihood: (-total / 2) * Math.log(variance),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
