import { normalCdf, normalQuantile } from '../numerics/normal.ts';
import { cardinality, cellOf, type Parameter } from '../space/parameter.ts';
import type { CmaState } from './cma-state.ts';

/**
 * Keeps discrete parameters moving: where the normal distribution has shrunk into one value's cell,
 * mean and spread of that coordinate are corrected so that leaving it keeps the probability `margin`
 * (Hamano et al. 2022, "CMA-ES with margin", equations 10 to 17).
 */
export function withMargin(
  state: CmaState,
  parameters: readonly Parameter[],
  margin: number,
): CmaState {
  const mean = state.mean.slice();
  const scales = new Float64Array(mean.length).fill(1);
  for (const [index, parameter] of parameters.entries()) {
    const count = cardinality(parameter);
    if (parameter.type === 'categorical' || !Number.isFinite(count) || count < 2) continue;
    const deviation = state.sigma * Math.sqrt(state.covariance[index]![index]!);
    const place = Math.min(Math.max(mean[index]!, 0), 1 - 1e-12);
    const corrected = correctedCoordinate(place, deviation, cellOf(parameter, place), margin);
    mean[index] = corrected.mean;
    scales[index] = corrected.deviation / deviation;
  }
  const covariance = state.covariance.map((row, i) =>
    row.map((value, j) => value * scales[i]! * scales[j]!),
  );
  return { ...state, mean, covariance };
}

function correctedCoordinate(
  mean: number,
  deviation: number,
  [low, high]: readonly [number, number],
  margin: number,
): { mean: number; deviation: number } {
  const below = normalCdf((low - mean) / deviation);
  const above = normalCdf((mean - high) / deviation);
  // In the first or last cell only one side leads elsewhere: the mean comes near enough to it.
  if (low <= 1e-9) {
    if (above >= margin) return { mean, deviation };
    return { mean: Math.max(0, high - deviation * normalQuantile(1 - margin)), deviation };
  }
  if (high >= 1 - 1e-9) {
    if (below >= margin) return { mean, deviation };
    return { mean: Math.min(1, low + deviation * normalQuantile(1 - margin)), deviation };
  }
  const half = margin / 2;
  if (below >= half && above >= half) return { mean, deviation };
  const lower = Math.max(below, half);
  const upper = Math.max(above, half);
  const inside = Math.max(1 - below - above, half);
  // What was added is taken from all in the proportion of what they have beyond the margin.
  const excess = (1 - lower - upper - inside) / (lower + upper + inside - 3 * half || 1);
  const left = normalQuantile(1 - (lower + excess * (lower - half)));
  const right = normalQuantile(1 - (upper + excess * (upper - half)));
  return {
    mean: (low * right + high * left) / (left + right),
    deviation: (high - low) / (left + right),
  };
}
