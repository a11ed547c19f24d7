import { minimize } from '../numerics/minimize.ts';
import { logExpectedExcess, normalCdf } from '../numerics/normal.ts';
import type { Random } from '../numerics/random.ts';
import type { ParameterValue, ParameterValues } from '../space/parameter.ts';
import { cardinality, fromUnit, toUnit } from '../space/parameter.ts';
import { neighbour } from '../space/points.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { GaussianProcess } from './gaussian-process.ts';
import { placeOf } from './gp-data.ts';
import { sobolPoint } from './sobol.ts';

/** Where to look for the most promising point. */
export interface AcquisitionSearch {
  readonly space: SearchSpace;
  readonly process: GaussianProcess;
  /** The loss to be improved on, as the process sees it. */
  readonly incumbent: number;
  /** The best points so far: the search looks about them too. */
  readonly best: readonly ParameterValues[];
  readonly random: Random;
  readonly seed: number;
}

interface Candidate {
  readonly values: ParameterValues;
  readonly gain: number;
}

/** Evenly spread points, points about each of the best, and how many of all are climbed from. */
const spreadPoints = 384;
const nearPoints = 24;
const climbs = 6;

/**
 * Points by log expected improvement, the best first: local maxima reached by gradients along the
 * continuous parameters and by trying other values of the discrete ones, then what they were
 * started from.
 */
export function promisingPoints(search: AcquisitionSearch): readonly ParameterValues[] {
  const { space, best, random, seed } = search;
  const offset = random.integer(2 ** 20);
  const spread = Array.from({ length: spreadPoints }, (_, i) =>
    sobolPoint(space, seed, offset + i),
  );
  const near = best.flatMap((values) =>
    Array.from({ length: nearPoints }, (_, i) =>
      neighbour(space, values, random, [0.2, 0.05, 0.01][i % 3]),
    ),
  );
  const seen = new Set<string>();
  const pool = [...best, ...near, ...spread]
    .filter((values) => !seen.has(space.key(values)) && seen.add(space.key(values)))
    .map((values) => ({ values, gain: logImprovement(search, placeOf(space, values)) }))
    .sort((a, b) => b.gain - a.gain);
  const reached = pool.slice(0, climbs).map((start) => climb(search, start));
  return [...reached, ...pool].sort((a, b) => b.gain - a.gain).map(({ values }) => values);
}

/** Logarithm of the expected improvement on the incumbent (Ament et al. 2023). */
function logImprovement({ process, incumbent }: AcquisitionSearch, place: Float64Array): number {
  const { mean, variance } = process.predict(place);
  const deviation = Math.sqrt(variance);
  return Math.log(deviation) + logExpectedExcess((incumbent - mean) / deviation);
}

function climb(search: AcquisitionSearch, start: Candidate): Candidate {
  let best = start;
  for (let round = 0; round < 3; round++) {
    const before = best.gain;
    best = alongDiscrete(search, alongContinuous(search, best));
    if (best.gain - before < 1e-4) break;
  }
  return best;
}

/** Climbs along the active continuous parameters, all others held. */
function alongContinuous(search: AcquisitionSearch, start: Candidate): Candidate {
  const { space, process, incumbent } = search;
  const place = placeOf(space, start.values);
  const moves = space.parameters.map(
    (parameter) =>
      !Number.isFinite(cardinality(parameter)) && start.values[parameter.name] !== undefined,
  );
  if (!moves.includes(true)) return start;
  const slopes = { mean: new Float64Array(place.length), variance: new Float64Array(place.length) };
  const target = (point: Float64Array, gradient: Float64Array): number => {
    const { mean, variance } = process.predict(point, slopes);
    const deviation = Math.sqrt(variance);
    const z = (incumbent - mean) / deviation;
    const log = logExpectedExcess(z);
    // d log h / dz = Φ(z) / h(z), by logarithms where both vanish.
    const ratio = z > -30 ? normalCdf(z) / Math.exp(log) : -z;
    for (let d = 0; d < gradient.length; d++) {
      const widening = slopes.variance[d]! / (2 * deviation);
      const rise = (ratio * (-slopes.mean[d]! - z * widening) + widening) / deviation;
      gradient[d] = moves[d] ? -rise : 0;
    }
    return -(Math.log(deviation) + log);
  };
  const low = place.map((x, d) => (moves[d] ? 0 : x));
  const high = place.map((x, d) => (moves[d] ? 1 : x));
  const { point } = minimize(target, place, { low, high, iterations: 20, tolerance: 1e-4 });
  const values: Record<string, ParameterValue> = { ...start.values };
  for (const [d, parameter] of space.parameters.entries()) {
    if (moves[d]) values[parameter.name] = fromUnit(parameter, point[d]!);
  }
  return better(search, start, values);
}

/** Other choices, the neighbours of whole numbers and larger steps of them. */
function alongDiscrete(search: AcquisitionSearch, start: Candidate): Candidate {
  const { space } = search;
  let best = start;
  for (const parameter of space.parameters) {
    const count = cardinality(parameter);
    const value = best.values[parameter.name];
    if (value === undefined || !Number.isFinite(count) || count < 2) continue;
    const unit = toUnit(parameter, value);
    const places =
      count <= 12
        ? Array.from({ length: count }, (_, i) => (i + 0.5) / count)
        : [1 / count, 2 / count, 0.03, 0.1, 0.3].flatMap((step) => [unit - step, unit + step]);
    for (const place of places) {
      const units = space.toUnits(best.values).map((x) => (Number.isNaN(x) ? 0.5 : x));
      units[space.parameters.indexOf(parameter)] = place;
      best = better(search, best, space.fromUnits(units));
    }
  }
  return best;
}

function better(search: AcquisitionSearch, current: Candidate, values: ParameterValues): Candidate {
  const gain = logImprovement(search, placeOf(search.space, values));
  return gain > current.gain ? { values, gain } : current;
}
