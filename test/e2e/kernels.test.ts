import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Bridge } from '../../src/contract/index.ts';
import { launchUnroll } from './support/application.ts';

/** Where the addon lies: in a package beside the archive, where libraries can be loaded. */
function addonPath(): string {
  const packaged = process.env['UNROLL_PACKAGED_EXECUTABLE'];
  return packaged === undefined
    ? resolve(import.meta.dirname, '../../out/native/unroll_kernels.node')
    : join(dirname(packaged), 'resources/native/unroll_kernels.node');
}

test("the window's trainers load the compiled kernels", async () => {
  const unroll = await launchUnroll();
  type BridgedWindow = typeof globalThis & { readonly workbench: Bridge };
  const kernels = () =>
    unroll.page.evaluate(async () => {
      const answer = await (globalThis as BridgedWindow).workbench.request('app.status', undefined);
      return answer.ok ? (answer.value.device?.nativeKernels ?? null) : null;
    });
  try {
    await expect.poll(kernels, { timeout: 60_000 }).not.toBeNull();
    const found = await kernels();
    expect(found?.state).toBe(existsSync(addonPath()) ? 'ready' : 'absent');
  } finally {
    await unroll.close();
  }
});
