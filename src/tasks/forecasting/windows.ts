import { numberOf, type Settings } from '../../contract/index.ts';
import type { SplitRange } from '../../datasets/splits.ts';

/** How a window is laid over the rows. */
export interface WindowShape {
  /** Rows the network sees. */
  readonly input: number;
  /** Rows it forecasts. */
  readonly horizon: number;
}

/** As the settings say them. */
export function windowShape(settings: Settings): WindowShape {
  return { input: numberOf(settings, 'input_length'), horizon: numberOf(settings, 'horizon') };
}

/**
 * First forecast row of every window of the training part: input and target both lie inside it,
 * stride 1, none dropped.
 */
export function trainingOrigins(
  { start, end }: SplitRange<'train'>,
  { input, horizon }: WindowShape,
): Int32Array {
  return consecutive(start + input, end - horizon);
}

/**
 * First forecast row of every window of a validation or test part. All targets lie inside the part;
 * the input may look back into the rows before it, which are the past at that moment (the border
 * convention of Informer and of SegRNN). Stride 1, none dropped.
 * @param first row of the series
 */
export function evaluationOrigins(
  { start, end }: SplitRange,
  shape: WindowShape,
  first = 0,
): Int32Array {
  return consecutive(Math.max(start, first + shape.input), end - shape.horizon);
}

/** first, first + 1, ..., last */
function consecutive(first: number, last: number): Int32Array {
  return Int32Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** `count` of the origins, evenly spaced from first to last. */
export function spread(origins: Int32Array, count: number): number[] {
  if (origins.length <= count) return [...origins];
  if (count === 1) return [origins[Math.floor(origins.length / 2)]!];
  const gap = (origins.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => origins[Math.round(index * gap)]!);
}
