import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * Bundles once, so that tests of whole processes find out/main/*.js, and compiles the kernels. What
 * fails is printed and stops no other test: the tests concerned fail on their own.
 */
export function setup(): void {
  for (const script of ['bundle.mjs', 'setup/kernels.mjs']) {
    const path = resolve(import.meta.dirname, '../../build', script);
    spawnSync(process.execPath, [path], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
}
