import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import type { MetricPoint, MetricSeries } from '../../src/contract/index.ts';
import { Store } from '../../src/store/store.ts';
import { point, storedRun } from '../support/records.ts';
import { temporaryHome } from '../support/temporary-home.ts';

/** Compares every bucket with the points that lie in it, counted by hand. */
function expectExact(
  series: MetricSeries,
  points: readonly MetricPoint[],
  maxPoints: number,
): void {
  const values = points.map((one) => one.metrics[series.metric]!);
  const position = new Map(points.map((one, index) => [one.step, index]));
  expect(series.total).toBe(points.length);
  expect(series.values.length).toBeLessThanOrEqual(maxPoints);
  let begin = 0;
  series.steps.forEach((step, bucket) => {
    const end = position.get(step)! + 1;
    const inside = values.slice(begin, end);
    expect(inside.length).toBeGreaterThan(0);
    expect(series.minima[bucket]).toBe(Math.min(...inside));
    expect(series.maxima[bucket]).toBe(Math.max(...inside));
    const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length;
    expect(series.values[bucket]).toBeCloseTo(mean, 10);
    expect(series.seconds[bucket]).toBe(points[end - 1]!.seconds);
    expect(series.epochs[bucket]).toBe(points[end - 1]!.epoch);
    begin = end;
  });
  expect(begin).toBe(points.length);
  expect(series.values[0]).toBe(values[0]);
  expect(series.values.at(-1)).toBe(values.at(-1));
}

function noisyPoints(count: number, metric: string, stride = 1): MetricPoint[] {
  const random = new Random(count);
  return Array.from({ length: count }, (_, i) =>
    point(i * stride, { [metric]: 3 / Math.sqrt(i + 1) + random.normal() }),
  );
}

function newStore(): Store {
  return Store.open(temporaryHome());
}

describe('metric series', () => {
  it.each([
    [1, 100],
    [2, 100],
    [255, 10],
    [256, 10],
    [257, 10],
    [512, 20],
    [4096, 100],
    [4097, 50],
    [5000, 5000],
    [20_000, 2000],
    [33_333, 500],
    [70_000, 20],
  ])('keeps minima, maxima and ends of %i points in %i buckets', (count, maxPoints) => {
    const store = newStore();
    const run = storedRun(store, 'a');
    const points = noisyPoints(count, 'train/loss', 3);
    for (let i = 0; i < count; i += 997) store.metrics.append(run, points.slice(i, i + 997));
    const [series] = store.metrics.series([run], ['train/loss'], maxPoints);
    expectExact(series!, points, maxPoints);
    // Rounding buckets up to whole summaries costs less than half of the resolution.
    expect(series!.values.length).toBeGreaterThanOrEqual(Math.min(count, maxPoints) / 2 - 2);
    store.close();
  });

  it('appends point by point as a trainer reports', () => {
    const store = newStore();
    const run = storedRun(store, 'a');
    const points = noisyPoints(1200, 'train/loss');
    for (const one of points) store.metrics.append(run, [one]);
    const [series] = store.metrics.series([run], ['train/loss'], 100);
    expectExact(series!, points, 100);
    store.close();
  });

  it('keeps metrics that are measured at different steps apart', () => {
    const store = newStore();
    const run = storedRun(store, 'a');
    for (let step = 1; step <= 50; step++) {
      const metrics = {
        'train/loss': 1 / step,
        ...(step % 10 === 0 ? { 'val/nats': 2 / step } : {}),
      };
      store.metrics.append(run, [point(step, metrics)]);
    }
    const [train, val] = store.metrics.series([run], ['train/loss', 'val/nats', 'absent'], 100);
    expect(train!.total).toBe(50);
    expect(val!.steps).toEqual([10, 20, 30, 40, 50]);
    expect(store.metrics.names([run])).toEqual(['train/loss', 'val/nats']);
    store.close();
  });

  it('knows best and last by the direction of each metric', () => {
    const store = newStore();
    const run = storedRun(store, 'a');
    const values = [3, 1, 2];
    store.metrics.append(
      run,
      values.map((value, step) =>
        point(step, { 'val/nats': value, 'val/accuracy': value, lr: value }),
      ),
    );
    const record = store.runs.get(run);
    expect(record.best).toEqual({ 'val/nats': 1, 'val/accuracy': 3 });
    expect(record.last).toEqual({ 'val/nats': 2, 'val/accuracy': 2, lr: 2 });
    expect(record.bestStep).toBe(1);
    store.close();
  });

  it.each([0, 1, 100, 255, 256, 300, 4095, 4096, 4100, 8191, 9000, 9999])(
    'truncates after step %i as if the later points had never come',
    (afterStep) => {
      const store = newStore();
      const [cut, whole] = [storedRun(store, 'cut'), storedRun(store, 'whole')];
      const points = noisyPoints(9300, 'val/nats');
      store.metrics.append(cut, points);
      expect(store.metrics.truncate(cut, afterStep)).toBe(afterStep < 9299);
      const kept = points.filter((one) => one.step <= afterStep);
      store.metrics.append(whole, kept);

      const read = (run: number) => store.metrics.series([run], ['val/nats'], 200)[0]!;
      expect({ ...read(cut), runId: 0 }).toEqual({ ...read(whole), runId: 0 });
      const { best, last, bestStep } = store.runs.get(cut);
      expect({ best, last, bestStep }).toEqual(pick(store, whole));

      const more = Array.from({ length: 700 }, (_, i) => point(9300 + i, { 'val/nats': -i }));
      for (const run of [cut, whole]) store.metrics.append(run, more);
      expectExact(read(cut), [...kept, ...more], 200);
      store.close();
    },
  );

  it('holds what a plain list would hold, whatever is appended and cut', () => {
    const append = fc.record({
      count: fc.integer({ min: 1, max: 700 }),
      stride: fc.integer({ min: 1, max: 3 }),
    });
    const cut = fc.record({ share: fc.double({ min: 0, max: 1.1, noNaN: true }) });
    const actions = fc.array(fc.oneof({ weight: 3, arbitrary: append }, cut), {
      minLength: 1,
      maxLength: 40,
    });
    const store = newStore();
    let runs = 0;
    fc.assert(
      fc.property(actions, (sequence) => {
        const run = storedRun(store, `run-${runs++}`);
        const random = new Random(runs);
        let points: MetricPoint[] = [];
        for (const action of sequence) {
          const last = points.at(-1)?.step ?? -1;
          if ('share' in action) {
            const afterStep = Math.floor(last * action.share);
            store.metrics.truncate(run, afterStep);
            points = points.filter((one) => one.step <= afterStep);
          } else {
            const added = Array.from({ length: action.count }, (_, i) =>
              point(last + 1 + i * action.stride, { 'val/nats': random.normal() }),
            );
            store.metrics.append(run, added);
            points.push(...added);
          }
        }
        if (points.length === 0) return;
        expectExact(store.metrics.series([run], ['val/nats'], 40)[0]!, points, 40);
        const values = points.map((one) => one.metrics['val/nats']!);
        expect(store.metrics.series([run], ['val/nats'], 100_000)[0]!.values).toEqual(values);
        expect(store.runs.get(run)).toMatchObject({
          best: { 'val/nats': Math.min(...values) },
          last: { 'val/nats': values.at(-1) },
          bestStep: points[values.indexOf(Math.min(...values))]!.step,
        });
      }),
      { numRuns: 40 },
    );
    store.close();
  });

  it('forgets a series that lies wholly behind the cut', () => {
    const store = newStore();
    const run = storedRun(store, 'a');
    store.metrics.append(run, [point(1, { 'train/loss': 2 }), point(5, { 'val/nats': 2 })]);
    expect(store.metrics.truncate(run, 3)).toBe(true);
    expect(store.metrics.names([run])).toEqual(['train/loss']);
    expect(store.metrics.truncate(run, 3)).toBe(false);
    store.close();
  });

  it('refuses a step before the last one and stores nothing of that report', () => {
    const store = newStore();
    const run = storedRun(store, 'a');
    store.metrics.append(run, [point(7, { 'train/loss': 2 })]);
    const late = [point(8, { lr: 1, 'train/loss': 1 }), point(6, { 'train/loss': 3 })];
    expect(() => store.metrics.append(run, late)).toThrow('step 6 comes after step 8');
    expect(store.metrics.names([run])).toEqual(['train/loss']);
    store.metrics.append(run, [point(8, { 'train/loss': 1 })]);
    expect(store.metrics.series([run], ['train/loss'], 10)[0]!.values).toEqual([2, 1]);
    store.close();
  });
});

function pick(store: Store, run: number) {
  const { best, last, bestStep } = store.runs.get(run);
  return { best, last, bestStep };
}
