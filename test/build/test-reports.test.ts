import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  addCounts,
  readPlaywrightReport,
  readVitestReport,
} from '../../build/support/test-reports.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('counts of both runners add up', () => {
  const unit = readVitestReport(
    report({
      numPassedTests: 7,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 0,
      testResults: [{ status: 'failed', assertionResults: [{}] }],
    }),
    1,
  );
  const window = readPlaywrightReport(
    report({ stats: { expected: 3, flaky: 0, unexpected: 0, skipped: 1 }, errors: [] }),
    0,
  );
  expect(addCounts([unit, window])).toEqual({ passed: 10, failed: 1, skipped: 3 });
});

test('a test file that does not load is a failure', () => {
  const file = report({
    numPassedTests: 7,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ status: 'failed', assertionResults: [] }],
  });
  expect(readVitestReport(file, 1).failed).toBe(1);
});

test('a runner that ends badly has failed, even without a report or with a clean one', () => {
  expect(readVitestReport(join(folder, 'none.json'), 134)).toMatchObject({ passed: 0, failed: 1 });
  const clean = report({ stats: { expected: 3, flaky: 0, unexpected: 0, skipped: 0 }, errors: [] });
  expect(readPlaywrightReport(clean, 1)).toMatchObject({ passed: 3, failed: 1 });
});
