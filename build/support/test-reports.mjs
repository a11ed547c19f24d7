import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number; failed: number; skipped: number }} Counts */

/** @param {Counts[]} all */
export function addCounts(all) {
  const sum = (key) => all.reduce((total, counts) => total + counts[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** @returns {Counts} from vitest's JSON report; a file that could not be loaded counts as failed */
export function readVitestReport(file, exitCode) {
  return readReport(file, exitCode, (report) => ({
    passed: report.numPassedTests,
    failed:
      report.numFailedTests +
      report.testResults.filter(
        (one) => one.status === 'failed' && one.assertionResults.length === 0,
      ).length,
    skipped: report.numPendingTests + report.numTodoTests,
  }));
}

/** @returns {Counts} from Playwright's JSON report; an error outside the tests counts as failed */
export function readPlaywrightReport(file, exitCode) {
  return readReport(file, exitCode, ({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }));
}

/** A runner that ended badly has at least one failure, whatever it managed to report. */
function readReport(file, exitCode, count) {
  const counts = existsSync(file)
    ? count(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  const failed = exitCode === 0 ? counts.failed : Math.max(1, counts.failed);
  return { ...counts, failed };
}
