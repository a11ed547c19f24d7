import { createHash } from 'node:crypto';
import type { DataFile, Setting, Settings } from '../../contract/index.ts';

/** Settings that say how long to train and what to keep; changing them does not change a step. */
const lengthGroups: readonly Setting['group'][] = ['stopping', 'run'];

/**
 * Identifies what a checkpoint belongs to: task, data and every setting that shapes the model or
 * its updates. Limits may be raised when a run is resumed. What stands at its default is left out, so
 * that a setting which a newer version brings does not shut out the runs of an older one.
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
    .map((setting) => [setting, settings[setting.name]] as const)
    .filter(([setting, value]) => JSON.stringify(value) !== JSON.stringify(setting.default))
    .map(([setting, value]) => [setting.name, value]);
  const text = JSON.stringify([task, data.hash, shaping]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
