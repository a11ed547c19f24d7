import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import {
  type StreamBatch,
  StreamBatches,
  type StreamState,
} from '../../../src/tasks/language-model/stream-batches.ts';

const tokens = (count: number) => Int32Array.from({ length: count }, (_, index) => 100 + index);

function epoch(batches: StreamBatches): StreamBatch[] {
  const result: StreamBatch[] = [];
  for (let batch = batches.next(); batch !== null; batch = batches.next()) result.push(batch);
  return result;
}

describe('StreamBatches', () => {
  it('reads contiguous streams side by side, time first', () => {
    const [first, second, ...more] = epoch(
      new StreamBatches(tokens(11), { batchSize: 2, bptt: 3 }),
    );
    expect(first).toMatchObject({ time: 3, streams: 2, first: true });
    expect([...first!.inputs]).toEqual([100, 105, 101, 106, 102, 107]);
    expect([...first!.targets]).toEqual([101, 106, 102, 107, 103, 108]);
    expect(second).toMatchObject({ time: 2, first: false });
    expect([...second!.inputs]).toEqual([103, 108, 104, 109]);
    expect(more).toEqual([]);
  });

  it('predicts each token once, all but the first and a remainder below the number of streams', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        (count, streams, bptt) => {
          fc.pre(count > streams);
          const batches = new StreamBatches(tokens(count), { batchSize: streams, bptt });
          const all = epoch(batches);
          expect(all).toHaveLength(batches.batchesPerEpoch);
          const predicted = all.flatMap((batch) => [...batch.targets]).sort((a, b) => a - b);
          expect(new Set(predicted).size).toBe(predicted.length);
          expect(predicted[0]).toBe(101);
          expect(count - 1 - predicted.length).toBeLessThan(streams);
          for (const { inputs, targets } of all) {
            expect(targets.every((target, index) => target === inputs[index]! + 1)).toBe(true);
          }
        },
      ),
    );
  });

  it('repeats the same epoch and goes on from a position', () => {
    const batches = new StreamBatches(tokens(50), { batchSize: 3, bptt: 4 });
    const [first, second] = [epoch(batches), epoch(batches)];
    expect(second).toEqual(first);
    const other = new StreamBatches(tokens(50), { batchSize: 3, bptt: 4 });
    batches.next();
    batches.next();
    other.restore(batches.state());
    expect(other.next()).toEqual(batches.next());
  });
});

describe('drawn lengths', () => {
  const drawn = (seed: number) =>
    new StreamBatches(tokens(200_000), { batchSize: 2, bptt: 70, random: new Random(seed) });

  it('lie around the usual length, one in twenty around half of it (Merity et al. 2018)', () => {
    const batches = drawn(1);
    const all = epoch(batches).slice(0, -1);
    const long = all.filter(({ time }) => time > 52);
    // Standard errors: 0.0058 of the share, 0.14 and 0.6 of the means (floored: half less).
    expect(long.length / all.length).toBeGreaterThan(0.925);
    expect(long.length / all.length).toBeLessThan(0.975);
    const mean = (list: readonly StreamBatch[]) =>
      list.reduce((sum, { time }) => sum + time, 0) / list.length;
    expect(Math.abs(mean(long) - 69.5)).toBeLessThan(0.7);
    expect(Math.abs(mean(all.filter(({ time }) => time <= 52)) - 34.5)).toBeLessThan(3);
    expect(Math.abs(batches.batchesPerEpoch / (all.length + 1) - 1)).toBeLessThan(0.01);
  });

  it('predict every token once, with a rate in proportion to the length', () => {
    const batches = drawn(2);
    let predicted = 0;
    for (let batch = batches.next(); batch !== null; batch = batches.next()) {
      predicted += batch.time;
      const isLast = predicted === 99_999;
      if (!isLast) expect(batches.learningRateFactor).toBeCloseTo(batch.time / 70, 12);
    }
    expect(predicted).toBe(99_999);
  });

  it('differ from epoch to epoch and go on from a state', () => {
    const batches = drawn(3);
    const lengths = (of: StreamBatches) => epoch(of).map(({ time }) => time);
    expect(lengths(batches)).not.toEqual(lengths(batches));
    batches.next();
    const other = drawn(4);
    other.restore(JSON.parse(JSON.stringify(batches.state())) as StreamState);
    expect(other.learningRateFactor).toBe(batches.learningRateFactor);
    expect(lengths(other)).toEqual(lengths(batches));
  });
});
