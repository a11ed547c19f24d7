import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestOutput, StudyEntry, StudyTrial } from '../../contract/index.ts';
import { writeOptunaStudy } from '../../interchange/write-optuna.ts';

/** A study with its trials as JSON, or as an SQLite file that Optuna opens. */
export function exportStudy(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  format: 'json' | 'optuna',
): RequestOutput<'studies.export'> {
  if (format === 'json') {
    return {
      name: `${study.name}.json`,
      contents: `${JSON.stringify({ study, trials }, null, 1)}\n`,
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'unroll-study-'));
  try {
    const path = join(folder, 'study.db');
    writeOptunaStudy(path, study, trials);
    return { name: `${study.name}.db`, contents: readFileSync(path) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
