import type { Domain, Scaling } from '../axis.ts';

/** A part of an axis, from low to high. */
export type Mark = readonly [low: number, high: number];

export type End = 'low' | 'high';

/** What a mark is moved along. */
export interface MarkedAxis {
  readonly domain: Domain;
  readonly scaling: Scaling;
  /** Only whole numbers mean something: names, or counts. */
  readonly whole: boolean;
}

/** Share of an axis that one press goes; with shift or a page key. */
const [step, leap] = [0.02, 0.2];

/**
 * Where a key takes an end of a mark, as the sliders of ARIA have it: arrows a little, with shift
 * (or the page keys) ten times as far, Home and End to the ends. An end never passes the other one.
 * Delete takes the mark away, and so does moving both ends to those of the axis.
 * @param mark null where nothing is marked: then the ends begin at those of the axis
 * @returns null for no mark; undefined for keys that mean nothing here
 */
export function movedMark(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  end: End,
  mark: Mark | null,
  axis: MarkedAxis,
): Mark | null | undefined {
  if (event.key === 'Delete' || event.key === 'Backspace') return null;
  const { min, max } = axis.domain;
  const [low, high] = mark ?? [min, max];
  const moved = movedValue(event, end === 'low' ? low : high, axis);
  if (moved === undefined) return undefined;
  const next: Mark = end === 'low' ? [Math.min(moved, high), high] : [low, Math.max(moved, low)];
  return next[0] <= min && next[1] >= max ? null : next;
}

function movedValue(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  value: number,
  { domain: { min, max }, scaling, whole }: MarkedAxis,
): number | undefined {
  if (key === 'Home') return min;
  if (key === 'End') return max;
  const up = ['ArrowUp', 'ArrowRight', 'PageUp'].includes(key);
  if (!up && !['ArrowDown', 'ArrowLeft', 'PageDown'].includes(key)) return undefined;
  const share = (up ? 1 : -1) * (shiftKey || key.startsWith('Page') ? leap : step);
  const to = scaling === 'log' ? Math.log10 : (x: number) => x;
  const back = scaling === 'log' ? (x: number) => 10 ** x : (x: number) => x;
  let moved = back(to(value) + share * (to(max) - to(min)));
  // At least to the next whole number.
  if (whole)
    moved = up
      ? Math.max(Math.floor(value) + 1, Math.round(moved))
      : Math.min(Math.ceil(value) - 1, Math.round(moved));
  return Math.min(max, Math.max(min, moved));
}
