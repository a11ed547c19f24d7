import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { hasNativeKernel, loadNativeKernels } from '../../src/backend/native-kernels.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';

const addon = resolve(import.meta.dirname, '../../out/native/unroll_kernels.node');

test('what was compiled is loaded once, and described', async () => {
  const { device, threads } = await loadBackend();
  if (device !== 'cpu') return expect(hasNativeKernel('UnrollKeepValue')).toBe(false);
  const kernels = loadNativeKernels();
  expect(loadNativeKernels()).toBe(kernels);
  if (kernels.state !== 'ready') {
    expect(kernels.state).toBe('absent');
    return expect(existsSync(addon)).toBe(false);
  }
  expect(kernels.isa).toMatch(/^(portable|avx2|avx512|avx512-bf16)$/);
  expect(kernels.threads).toBeLessThanOrEqual(threads);
  expect(hasNativeKernel('UnrollNothing')).toBe(false);
});
