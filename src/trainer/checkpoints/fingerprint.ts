import { createHash } from 'node:crypto';
import type { DataFile, Setting, Settings } from '../../contract/index.ts';

/** Settings that say how long to train and what to keep; changing them does not change a step. */
const lengthGroups: readonly Setting['group'][] = ['stopping', 'run'];

/**
 * Identifies what a checkpoint belongs to: task, data and every setting that shapes the model or
 * its updates. Limits may be raised when a run is resumed.
 * @returns 16 hex digits
 */
export function fingerprint(
  task: string,
  data: DataFile,
  list: readonly Setting[],
  settings: Settings,
): string {
  const shaping = list
    .filter((setting) => setting.name === 'seed' || !lengthGroups.includes(setting.group))
    .map((setting) => [setting.name, settings[setting.name]]);
  const text = JSON.stringify([task, data.hash, shaping]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
