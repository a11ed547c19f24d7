import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: resolve(import.meta.dirname, 'e2e'),
  testMatch: '**/*.test.ts',
  outputDir: resolve(import.meta.dirname, '../out/test-results'),
  // Each test trains on all cores in a window of its own.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list'], ['json']],
});
