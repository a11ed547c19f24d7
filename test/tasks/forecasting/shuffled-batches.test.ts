import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { ShuffledBatches } from '../../../src/tasks/forecasting/shuffled-batches.ts';

const items = (count: number) => Int32Array.from({ length: count }, (_, index) => 10 + index);

function epoch(batches: ShuffledBatches): number[][] {
  const result: number[][] = [];
  for (let batch = batches.next(); batch !== null; batch = batches.next()) result.push([...batch]);
  return result;
}

describe('ShuffledBatches', () => {
  it('hands out everything once an epoch, the last batch too, in a new order each time', () => {
    const batches = new ShuffledBatches(items(10), 4, new Random(1));
    const [first, second] = [epoch(batches), epoch(batches)];
    expect(first.map((batch) => batch.length)).toEqual([4, 4, 2]);
    expect(batches.batchesPerEpoch).toBe(3);
    expect(first.flat().sort()).toEqual([...items(10)]);
    expect(second.flat().sort()).toEqual([...items(10)]);
    expect(second).not.toEqual(first);
  });

  it('goes on from any cursor as if nothing had happened', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 40 }),
        (count, size, steps) => {
          const original = new ShuffledBatches(items(count), size, new Random(4));
          for (let index = 0; index < steps; index++) original.next();
          const copy = new ShuffledBatches(items(count), size, new Random(99));
          copy.restore(JSON.parse(JSON.stringify(original.cursor())));
          for (let index = 0; index < 20; index++) expect(copy.next()).toEqual(original.next());
        },
      ),
    );
  });
});
