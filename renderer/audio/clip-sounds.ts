import type { ClipSound } from '../../src/contract/index.ts';
import { request } from '../workbench.ts';

/** The last few recordings that were heard or seen; sound takes memory. */
const KEPT = 24;
const sounds = new Map<string, Promise<ClipSound>>();

export function clipKey(datasetId: number, file: string): string {
  return `${datasetId} ${file}`;
}

/** @throws RequestError when the recording is not there any more */
export function clipSound(datasetId: number, file: string): Promise<ClipSound> {
  const key = clipKey(datasetId, file);
  const known = sounds.get(key);
  if (known !== undefined) return known;
  const sound = request('datasets.clip', { id: datasetId, file });
  sounds.set(key, sound);
  sound.catch(() => sounds.delete(key));
  const [oldest] = sounds.keys();
  if (sounds.size > KEPT && oldest !== undefined) sounds.delete(oldest);
  return sound;
}
