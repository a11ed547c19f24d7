import type { MetricValues } from '../../contract/index.ts';

/** Scaled answers and the truth, and what one unit of the scale is. */
export interface NumberAnswers {
  readonly answers: ArrayLike<number>;
  readonly truth: ArrayLike<number>;
  /** Original units in one scaled unit. */
  readonly deviation: number;
}

/**
 * `loss` (what training lowers), `mse` and `mae` of scaled numbers, the same in original units, and
 * `r2`, the share of the variance that is explained (below 0: worse than the mean).
 */
export function numberMetrics(
  { answers, truth, deviation }: NumberAnswers,
  loss: 'mse' | 'mae',
): MetricValues {
  const count = truth.length;
  let [squares, absolutes, sum] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const error = answers[i]! - truth[i]!;
    squares += error * error;
    absolutes += Math.abs(error);
    sum += truth[i]!;
  }
  let variance = 0;
  for (let i = 0; i < count; i++) variance += (truth[i]! - sum / count) ** 2;
  const [mse, mae] = [squares / count, absolutes / count];
  return {
    loss: loss === 'mse' ? mse : mae,
    mse,
    mae,
    mse_original: mse * deviation ** 2,
    mae_original: mae * deviation,
    r2: variance > 0 ? 1 - squares / variance : 0,
  };
}
