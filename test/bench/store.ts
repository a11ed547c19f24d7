/**
 * Measures the experiment store: reading 10 runs of 100,000 points downsampled (the bound is 100 ms),
 * and appending as 10 trainers do. `node test/bench/run.mjs store` prints one line for each figure.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../src/backend/random.ts';
import type { MetricPoint } from '../../src/contract/index.ts';
import { Store } from '../../src/store/store.ts';
import { storedRun } from '../support/records.ts';

const metrics = ['train/loss', 'grad_norm', 'lr', 'tokens_per_sec', 'val/nats'];
const runCount = 10;
const pointCount = 100_000;

const home = mkdtempSync(join(tmpdir(), 'unroll-bench-'));
try {
  const store = Store.open(home);
  const runs = Array.from({ length: runCount }, (_, i) => storedRun(store, `run-${i}`));
  const random = new Random(1);
  const filling = measure(() => {
    for (const run of runs) fill(store, run, random);
  });
  print(`filled ${runCount} runs x ${pointCount} points x ${metrics.length} metrics`, filling);
  print('size on disk', statSync(join(home, 'unroll.sqlite')).size / 1e6, 'MB');
  store.close();
  measureReading(runs);
  measureAppending(runs);
} finally {
  rmSync(home, { recursive: true, force: true });
}

function fill(store: Store, run: number, random: Random): void {
  for (let begin = 0; begin < pointCount; begin += 1000) {
    const points = Array.from({ length: 1000 }, (_, i) => pointAt(begin + i, random));
    store.metrics.append(run, points);
  }
  // An open run has points that are not packed yet.
  for (let i = 0; i < 200; i++) store.metrics.append(run, [pointAt(pointCount + i, random)]);
}

function pointAt(step: number, random: Random): MetricPoint {
  const values = metrics.map((metric) => [metric, random.normal()] as const);
  return { step, seconds: step / 10, epoch: step / 500, metrics: Object.fromEntries(values) };
}

function measureReading(runs: readonly number[]): void {
  const store = Store.open(home);
  for (const count of [1, metrics.length]) {
    const chosen = metrics.slice(0, count);
    for (const maxPoints of [500, 1000, 2000, 5000]) {
      const read = () => store.metrics.series(runs, chosen, maxPoints);
      const first = measure(read);
      const again = Array.from({ length: 9 }, () => measure(read)).sort((a, b) => a - b);
      const what = `read ${runCount} runs x ${count} metric(s) in at most ${maxPoints} buckets`;
      print(`${what}: first`, first);
      print(`${what}: median of 9`, again[4]!);
    }
  }
  store.close();
}

/** One second of ten trainers with twenty reports each, as the engine keeps them. */
function measureAppending(runs: readonly number[]): void {
  const store = Store.open(home);
  const random = new Random(2);
  let slowest = 0;
  let step = pointCount + 1000;
  const seconds = 10;
  const whole = measure(() => {
    for (let report = 0; report < 20 * seconds; report++, step++) {
      for (const run of runs) {
        slowest = Math.max(
          slowest,
          measure(() => store.metrics.append(run, [pointAt(step, random)])),
        );
      }
    }
  });
  print('20 reports a second x 10 runs x 5 metrics: for one second of them', whole / seconds);
  print('slowest single report', slowest);
  store.close();
}

function measure(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function print(what: string, figure: number, unit = 'ms'): void {
  process.stdout.write(`${what}: ${figure.toFixed(1)} ${unit}\n`);
}
