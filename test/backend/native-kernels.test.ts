import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import {
  hasNativeKernel,
  loadNativeKernels,
  releaseStartUpMemory,
} from '../../src/backend/native-kernels.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';

const addon = resolve(import.meta.dirname, '../../out/native/unroll_kernels.node');

test('what was compiled is loaded once, and described', async () => {
  const { device, threads } = await loadBackend();
  if (device !== 'cpu') return expect(hasNativeKernel('UnrollKeepValue')).toBe(false);
  const kernels = loadNativeKernels();
  expect(loadNativeKernels()).toBe(kernels);
  if (process.env['UNROLL_KERNELS'] === 'off') return expect(kernels.state).toBe('off');
  if (kernels.state !== 'ready') {
    expect(kernels.state).toBe('absent');
    return expect(existsSync(addon)).toBe(false);
  }
  expect(kernels.isa).toMatch(/^(portable|avx2|avx512|avx512-bf16)$/);
  expect(kernels.threads).toBeLessThanOrEqual(threads);
  expect(hasNativeKernel('UnrollNothing')).toBe(false);
});

test('TensorFlow works on after its start-up memory has been given back', async () => {
  const { tf } = await loadBackend();
  const product = () => [...tf.matMul([[1, 2]], [[3], [4]]).dataSync()];
  const kept = tf.randomNormal([300, 300], 0, 1, 'float32', 1);
  const before = [...tf.tanh(kept).dataSync()];
  for (let i = 0; i < 3; i++) {
    await releaseStartUpMemory();
    expect(product()).toEqual([11]);
    expect([...tf.tanh(kept).dataSync()]).toEqual(before);
  }
  if (process.platform !== 'linux' || loadNativeKernels().state !== 'ready') return;
  const status = readFileSync('/proc/self/status', 'utf8');
  // Loaded and left alone, TensorFlow's library alone has a quarter of a gigabyte.
  const megabytes = Number(/^RssFile:\s+(\d+)/m.exec(status)![1]) / 1000;
  expect(megabytes).toBeLessThan(200);
});
