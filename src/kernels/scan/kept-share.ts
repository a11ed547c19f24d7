import * as tf from '@tensorflow/tfjs-core';
import type { Kept } from './scan-form.ts';

/**
 * Share of a state's value before that stays in each step, by zoneout and because the step does not
 * count; null where every step decides alone.
 * @param part which of the cell's states
 * @returns (time, batch or 1, hidden or 1)
 */
export function keptShare(
  { counts, zoneout }: Kept,
  part: number,
  time: number,
): tf.Tensor3D | null {
  const share = zoneout?.[part] ?? null;
  if (counts === null && share === null) return null;
  const stays = share ?? tf.zeros<tf.Rank.R3>([1, 1, 1]);
  const combined =
    counts === null ? stays : tf.sub<tf.Tensor3D>(1, tf.mul(counts, tf.sub(1, stays)));
  return combined.shape[0] === time ? combined : tf.tile(combined, [time, 1, 1]);
}
