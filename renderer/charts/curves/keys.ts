import type { Domain } from '../axis.ts';
import { nearestIndex } from '../decimation.ts';

/**
 * Where a key takes the crosshair: arrows to the neighbouring points, with shift ten at once, Home
 * and End to the ends of what is visible, Escape away (null). Undefined for keys that mean nothing here.
 */
export function crosshairKey(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  position: number | null,
  domain: Domain,
  xs: ArrayLike<number>,
): number | null | undefined {
  if (event.key === 'Escape') return null;
  if (xs.length === 0) return undefined;
  const clamp = (x: number): number => Math.min(domain.max, Math.max(domain.min, x));
  const first = clamp(xs[0]!);
  const last = clamp(xs[xs.length - 1]!);
  if (event.key === 'Home') return first;
  if (event.key === 'End') return last;
  const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (direction === 0) return undefined;
  if (position === null) return direction > 0 ? first : last;
  const index = nearestIndex(xs, xs, position) + direction * (event.shiftKey ? 10 : 1);
  return clamp(xs[Math.min(xs.length - 1, Math.max(0, index))]!);
}
