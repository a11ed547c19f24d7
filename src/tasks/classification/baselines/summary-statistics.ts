import type { Example } from '../plan.ts';

/** How many of the most frequent tokens are counted. */
const countedTokens = 1000;

/** What a sequence looks like as one vector that knows nothing of order but its ends. */
export type Summary = (example: Example) => Float64Array;

/**
 * Of numbers: for every channel mean, deviation, least, largest, first, last and mean step, and the
 * length. Of texts: the logarithm of how often each frequent token comes, and of the length.
 * @param width numbers at a step
 */
export function summaryOf(kind: 'numbers' | 'text', width: number): Summary {
  if (kind === 'text') return (example) => tokenCounts(example, Math.min(width, countedTokens));
  return (example) => channelStatistics(example, width);
}

function tokenCounts({ input, steps }: Example, tokens: number): Float64Array {
  const counts = new Float64Array(tokens + 1);
  for (const token of input) if (token < tokens) counts[token]! += 1;
  for (let token = 0; token < tokens; token++) counts[token] = Math.log1p(counts[token]!);
  counts[tokens] = Math.log(steps);
  return counts;
}

const perChannel = 7;

function channelStatistics({ input, steps }: Example, width: number): Float64Array {
  const statistics = new Float64Array(width * perChannel + 1);
  for (let channel = 0; channel < width; channel++) {
    let [sum, squares, least, largest, moved] = [0, 0, Infinity, -Infinity, 0];
    for (let step = 0; step < steps; step++) {
      const value = input[step * width + channel]!;
      sum += value;
      squares += value * value;
      least = Math.min(least, value);
      largest = Math.max(largest, value);
      if (step > 0) moved += Math.abs(value - input[(step - 1) * width + channel]!);
    }
    const mean = sum / steps;
    const deviation = Math.sqrt(Math.max(0, squares / steps - mean * mean));
    const [first, last] = [input[channel]!, input[(steps - 1) * width + channel]!];
    const own = [mean, deviation, least, largest, first, last, moved / Math.max(1, steps - 1)];
    statistics.set(own, channel * perChannel);
  }
  statistics[width * perChannel] = Math.log(steps);
  return statistics;
}

/** A sequence of numbers at `points` evenly spaced steps, so that all have one length. */
export function resampled({ input, steps }: Example, width: number, points: number): Float64Array {
  const values = new Float64Array(points * width);
  for (let point = 0; point < points; point++) {
    const place = points === 1 ? 0 : (point * (steps - 1)) / (points - 1);
    const before = Math.floor(place);
    const after = Math.min(steps - 1, before + 1);
    for (let channel = 0; channel < width; channel++) {
      const low = input[before * width + channel]!;
      const high = input[after * width + channel]!;
      values[point * width + channel] = low + (place - before) * (high - low);
    }
  }
  return values;
}
