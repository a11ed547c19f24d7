import type { Random } from '../../backend/random.ts';

export interface SamplingOptions {
  /** 0 takes the likeliest token; 1 samples as the network says; higher is bolder. */
  readonly temperature: number;
  /** Only the k likeliest tokens; 0 keeps all. */
  readonly topK: number;
  /** Only the likeliest tokens that together reach this probability (Holtzman et al. 2020); 1 keeps all. */
  readonly topP: number;
  /**
   * Only tokens with at least this share of the likeliest one's probability (Nguyen et al. 2024,
   * arXiv 2407.01082); 0 or nothing keeps all.
   */
  readonly minP?: number | undefined;
}

/**
 * Probabilities from which a token is drawn: softmax of logits / temperature, cut to the k
 * likeliest, then to those near enough to the likeliest, then to the nucleus, then normalised again.
 * Equal logits rank by token number.
 * @param logits -Infinity forbids a token
 */
export function tokenProbabilities(logits: Float32Array, options: SamplingOptions): Float64Array {
  const { temperature, topK, topP, minP = 0 } = options;
  const probabilities = new Float64Array(logits.length);
  const best = likeliest(logits);
  if (temperature === 0) {
    probabilities[best] = 1;
    return probabilities;
  }
  // Sorting a large vocabulary costs more than the network's step: only where ranks matter.
  const tokens = topK > 0 || topP < 1 ? rank(logits) : Array.from(logits.keys());
  const kept = topK > 0 ? tokens.slice(0, topK) : tokens;
  let total = 0;
  for (const token of kept) {
    const relative = Math.exp((logits[token]! - logits[best]!) / temperature);
    const weight = relative < minP ? 0 : relative;
    probabilities[token] = weight;
    total += weight;
  }
  return cutToNucleus(probabilities, kept, total, topP);
}

/**
 * Makes tokens that were just written less likely, in place: a positive score is divided by the
 * penalty, a negative one multiplied (Keskar et al. 2019, arXiv 1909.05858).
 * @param penalty 1 changes nothing
 */
export function penalizeRepetition(
  logits: Float32Array,
  recent: Iterable<number>,
  penalty: number,
): void {
  if (penalty === 1) return;
  for (const token of new Set(recent)) {
    const score = logits[token]!;
    logits[token] = score > 0 ? score / penalty : score * penalty;
  }
}

/** Natural logarithm of softmax, in double precision. */
export function logProbabilities(logits: Float32Array): Float64Array {
  const highest = logits[likeliest(logits)]!;
  let total = 0;
  for (const value of logits) total += Math.exp(value - highest);
  const shift = highest + Math.log(total);
  return Float64Array.from(logits, (value) => value - shift);
}

/** The numbers of the highest values, highest first; equal ones rank by number. */
export function highest(values: Float64Array, count: number): number[] {
  const found: number[] = [];
  for (const [token, value] of values.entries()) {
    if (found.length === count && value <= values[found[count - 1]!]!) continue;
    let place = found.length;
    while (place > 0 && value > values[found[place - 1]!]!) place -= 1;
    found.splice(place, 0, token);
    if (found.length > count) found.pop();
  }
  return found;
}

function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let token = 1; token < logits.length; token++)
    if (logits[token]! > logits[best]!) best = token;
  return best;
}

function rank(logits: Float32Array): number[] {
  return Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]! || a - b);
}

/** Keeps the likeliest tokens until their share reaches `topP`; the one that reaches it stays. */
function cutToNucleus(
  weights: Float64Array,
  ranked: readonly number[],
  total: number,
  topP: number,
): Float64Array {
  let kept = 0;
  for (const token of ranked) {
    if (topP < 1 && kept >= topP * total) weights[token] = 0;
    else kept += weights[token]!;
  }
  return weights.map((weight) => weight / kept);
}

/** Draws a token number. */
export function drawToken(probabilities: Float64Array, random: Random): number {
  let left = random.next();
  let last = 0;
  for (const [token, probability] of probabilities.entries()) {
    if (probability === 0) continue;
    last = token;
    left -= probability;
    if (left < 0) return token;
  }
  // Rounding may leave a crumb after the last token.
  return last;
}
