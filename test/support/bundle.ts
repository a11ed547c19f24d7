import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * Bundles once, so that tests of whole processes find out/main/*.js. A target that does not bundle
 * is printed and stops no other test: the tests of that process fail on their own.
 */
export function setup(): void {
  const script = resolve(import.meta.dirname, '../../build/bundle.mjs');
  spawnSync(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] });
}
