import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { kernelStamp } from '../build/native/stamp.mjs';

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  define: { __KERNEL_STAMP__: JSON.stringify(kernelStamp()) },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    globalSetup: ['test/support/bundle.ts'],
    setupFiles: ['test/support/properties.ts'],
    // TensorFlow exists once in a process and uses all cores: few processes, one file in each.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 5_000,
    env: { TF_CPP_MIN_LOG_LEVEL: '3' },
  },
});
