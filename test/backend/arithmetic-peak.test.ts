import { expect, test } from 'vitest';
import { hasNativeKernel } from '../../src/backend/native-kernels.ts';
import { arithmeticPeak } from '../../src/backend/operations.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';

test('the peak of the arithmetic is told where the compiled kernels are', async () => {
  await loadBackend();
  const peak = arithmeticPeak();
  if (!hasNativeKernel('UnrollArithmeticPeak')) return expect(peak).toBeNull();
  expect(peak!.fp32).toBeGreaterThan(0);
  if (peak!.bf16 !== null) expect(peak!.bf16).toBeGreaterThan(0);
});
