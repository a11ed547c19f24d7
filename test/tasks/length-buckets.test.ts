import { expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { LengthBuckets } from '../../src/tasks/length-buckets.ts';

const lengths = Array.from({ length: 403 }, (_, index) => 1 + ((index * 7919) % 97));

function epoch(buckets: LengthBuckets): (readonly number[])[] {
  const batches: (readonly number[])[] = [];
  for (let batch = buckets.next(); batch !== null; batch = buckets.next()) batches.push(batch);
  return batches;
}

it('brings every sequence once an epoch, in another order each time', () => {
  const buckets = new LengthBuckets(lengths, 10, new Random(1));
  const [first, second] = [epoch(buckets), epoch(buckets)];
  for (const batches of [first, second]) {
    expect(batches.length).toBe(buckets.batchesPerEpoch);
    expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
  }
  expect(second).not.toEqual(first);
});

it('pads little: an eighth of what chance would', () => {
  const padding = (batches: readonly (readonly number[])[]) => {
    let padded = 0;
    for (const batch of batches) {
      const longest = Math.max(...batch.map((index) => lengths[index]!));
      for (const index of batch) padded += longest - lengths[index]!;
    }
    return padded;
  };
  const byChance = lengths.map((_, index) => index);
  new Random(3).shuffle(byChance);
  const chance = Array.from({ length: 41 }, (_, at) => byChance.slice(10 * at, 10 * at + 10));
  const sorted = epoch(new LengthBuckets(lengths, 10, new Random(1)));
  expect(padding(sorted)).toBeLessThan(padding(chance) / 8);
});

it.each([0, 1, 17, 41, 42, 60])('goes on from its cursor after %i calls', (calls) => {
  const buckets = new LengthBuckets(lengths, 10, new Random(5));
  for (let call = 0; call < calls; call++) buckets.next();
  const cursor = JSON.parse(JSON.stringify(buckets.cursor()));
  const resumed = new LengthBuckets(lengths, 10, new Random(6));
  resumed.restore(cursor);
  for (let call = 0; call < 100; call++) expect(resumed.next()).toEqual(buckets.next());
});

it('takes as many steps as asked for in a batch, padding counted, and as many batches every epoch', () => {
  const buckets = new LengthBuckets(lengths, 300, new Random(1), 'steps');
  const [first, second] = [epoch(buckets), epoch(buckets)];
  for (const batches of [first, second]) {
    expect(batches.length).toBe(buckets.batchesPerEpoch);
    expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
    for (const batch of batches) {
      const longest = Math.max(...batch.map((index) => lengths[index]!));
      expect(batch.length * longest).toBeLessThanOrEqual(300);
    }
  }
  expect(second).not.toEqual(first);
  // A sequence longer than a batch comes alone.
  expect(epoch(new LengthBuckets([5, 900, 7], 300, new Random(1), 'steps')).flat()).toHaveLength(3);
});
