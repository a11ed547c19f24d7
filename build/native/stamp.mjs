import { resolve } from 'node:path';
import { contentHash } from '../support/content-hash.mjs';
import { folder } from './sources.mjs';

const root = resolve(import.meta.dirname, '../..');

/**
 * Stands for the state of the native sources: compiled into the addon and bundled into what loads it,
 * which takes no other (src/backend/native-kernels.ts).
 */
export function kernelStamp() {
  return contentHash(root, [folder]).slice(0, 16);
}
