/**
 * Measures finding runs among 10,000 (the bound is 50 ms a query), in the store by SQL and in the
 * window by predicate, and listing them all. `npm run bench -- runs-table` prints one line for each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFilter, predicateFor } from '../../src/comparison/filter/index.ts';
import { Store } from '../../src/store/store.ts';
import { fillWithRuns } from './support/many-runs.ts';

const filters = [
  'lr < 1e-3 and cell = "gru" and val/loss < 1.6',
  'cell in (gru, lstm) and hidden_size >= 128 and not tag has even',
  'val/nats < 1.5 or test/nats < 1.5',
  'created > today and duration > 10s and state = queued',
  'seed = 17',
  'run-99',
  'gru orthogonal',
];

const home = mkdtempSync(join(tmpdir(), 'unroll-bench-'));
try {
  const store = Store.open(home);
  fillWithRuns(store, 10_000);
  const runs = store.runs.list();
  print(
    'list of all runs',
    median(() => store.runs.list()),
  );
  const subjects = runs.map((run) => ({
    run,
    dataset: 'first.txt',
    project: 'Experiments',
    primaryMetric: 'val/nats',
  }));
  for (const text of filters) {
    const filter = parseFilter(text);
    const holds = predicateFor(filter);
    const found = store.runs.find(filter).length;
    print(
      `SQL, ${found} found: ${text}`,
      median(() => store.runs.find(filter)),
    );
    print(
      `predicate, ${subjects.filter(holds).length} found: ${text}`,
      median(() => subjects.filter(holds)),
    );
  }
  store.close();
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** Milliseconds, median of nine after one that warms up. */
function median(work: () => unknown): number {
  work();
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[4]!;
}

function print(what: string, milliseconds: number): void {
  process.stdout.write(`${milliseconds.toFixed(1).padStart(8)} ms  ${what}\n`);
}
