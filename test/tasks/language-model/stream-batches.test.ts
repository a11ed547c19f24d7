import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type StreamBatch,
  StreamBatches,
} from '../../../src/tasks/language-model/stream-batches.ts';

const tokens = (count: number) => Int32Array.from({ length: count }, (_, index) => 100 + index);

function epoch(batches: StreamBatches): StreamBatch[] {
  const result: StreamBatch[] = [];
  for (let batch = batches.next(); batch !== null; batch = batches.next()) result.push(batch);
  return result;
}

describe('StreamBatches', () => {
  it('reads contiguous streams side by side, time first', () => {
    const [first, second, ...more] = epoch(new StreamBatches(tokens(11), 2, 3));
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
          const batches = new StreamBatches(tokens(count), streams, bptt);
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
    const batches = new StreamBatches(tokens(50), 3, 4);
    const [first, second] = [epoch(batches), epoch(batches)];
    expect(second).toEqual(first);
    const other = new StreamBatches(tokens(50), 3, 4);
    batches.next();
    batches.next();
    other.restore(batches.position);
    expect(other.next()).toEqual(batches.next());
  });
});
