import type { Domain, Scaling } from '../axis.ts';

/** What one press of plus makes of what is visible, and of a page key how far it goes. */
const [closer, page] = [0.5, 0.5];
/** Nothing more is to be seen closer than this share of the whole. */
const closest = 1e-4;

/** Keys of `zoomKey`, as `aria-keyshortcuts` names them. */
export const zoomShortcuts = '+ - 0 PageUp PageDown';

/**
 * What a key makes of the visible part of an axis: plus and minus halve and double it around the
 * crosshair (its middle without one), the page keys go half of it back and on, 0 shows all.
 * @param visible what is zoomed to; null shows all
 * @returns null for all; undefined for keys that mean nothing here
 */
export function zoomKey(
  { key }: Pick<KeyboardEvent, 'key'>,
  visible: Domain | null,
  { whole, scaling, around }: { whole: Domain; scaling: Scaling; around: number | null },
): Domain | null | undefined {
  if (key === '0') return null;
  const to = scaling === 'log' ? Math.log10 : (x: number) => x;
  const back = scaling === 'log' ? (x: number) => 10 ** x : (x: number) => x;
  const [first, last] = [to(whole.min), to(whole.max)];
  const [min, max] = visible === null ? [first, last] : [to(visible.min), to(visible.max)];
  const middle = around === null ? (min + max) / 2 : Math.min(max, Math.max(min, to(around)));
  const factor = key === '+' || key === '=' ? closer : key === '-' || key === '_' ? 1 / closer : 1;
  const way = key === 'PageUp' ? -page : key === 'PageDown' ? page : 0;
  if (factor === 1 && way === 0) return undefined;
  const width = Math.max(closest * (last - first), (max - min) * factor);
  if (width >= last - first) return null;
  const start = middle - ((middle - min) * width) / (max - min) + way * (max - min);
  const from = Math.min(last - width, Math.max(first, start));
  return { min: back(from), max: back(from + width) };
}
