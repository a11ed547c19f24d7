import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folder of real data files: `UNROLL_TEST_DATA`, else `shared/data` beside the checkout. */
const folder =
  process.env['UNROLL_TEST_DATA'] ?? resolve(import.meta.dirname, '../../../shared/data');

/**
 * Path of a real data file such as `series/ETTh1.csv`, or null (with the reason printed) where
 * this machine does not have it.
 */
export function dataPath(name: string): string | null {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  console.warn(`skipped: ${name} is absent; UNROLL_TEST_DATA names the folder that holds it`);
  return null;
}
