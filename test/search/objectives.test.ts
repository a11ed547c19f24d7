import { describe, expect, it } from 'vitest';
import { Random } from '../../src/search/numerics/random.ts';
import {
  crowdingDistances,
  dominates,
  frontsOf,
  paretoFront,
} from '../../src/search/objectives/dominance.ts';
import {
  hypervolume,
  hypervolumeContributions,
  referencePoint,
} from '../../src/search/objectives/hypervolume.ts';

function vectors(count: number, objectives: number, seed: number): number[][] {
  const random = new Random(seed);
  // Few distinct values, so that equal ones occur.
  return Array.from({ length: count }, () =>
    Array.from({ length: objectives }, () => random.integer(12) / 12),
  );
}

describe('dominance', () => {
  it.each([1, 2, 3])('peels front after front with %d objectives', (objectives) => {
    const all = vectors(60, objectives, objectives);
    const fronts = frontsOf(all);
    for (let front = 0; front <= Math.max(...fronts); front++) {
      const rest = all.filter((_, index) => fronts[index]! >= front);
      const wanted = rest.filter((vector) => !rest.some((other) => dominates(other, vector)));
      expect(all.filter((_, index) => fronts[index] === front)).toEqual(wanted);
    }
    expect(paretoFront(all)).toEqual([...fronts.keys()].filter((index) => fronts[index] === 0));
  });

  it('measures crowding as in the paper', () => {
    const front = [
      [0, 4],
      [1, 2],
      [3, 1],
      [4, 0],
    ];
    expect(crowdingDistances(front)).toEqual([Infinity, 3 / 4 + 3 / 4, 3 / 4 + 2 / 4, Infinity]);
  });
});

describe('hypervolume', () => {
  it('has the closed form of stairs', () => {
    expect(
      hypervolume(
        [
          [1, 2],
          [2, 1],
        ],
        [3, 3],
      ),
    ).toBe(3);
    expect(
      hypervolume(
        [
          [1, 1, 1],
          [0, 2, 2],
        ],
        [3, 3, 3],
      ),
    ).toBe(8 + 3 - 2);
    expect(hypervolume([[2], [1]], [4])).toBe(3);
    expect(hypervolume([[5, 5]], [3, 3])).toBe(0);
  });

  it.each([2, 3, 4])('agrees with counting cells in %d dimensions', (objectives) => {
    const all = vectors(12, objectives, 10 + objectives);
    const cells = 12 ** objectives;
    let covered = 0;
    for (let cell = 0; cell < cells; cell++) {
      const corner = Array.from(
        { length: objectives },
        (_, k) => (Math.floor(cell / 12 ** k) % 12) / 12,
      );
      if (all.some((vector) => vector.every((loss, k) => loss <= corner[k]!))) covered++;
    }
    const reference = new Array<number>(objectives).fill(1);
    expect(hypervolume(all, reference)).toBeCloseTo(covered / cells, 10);
  });

  it('gives nothing to what adds nothing', () => {
    const all = [
      [1, 2],
      [2, 1],
      [2, 2],
    ];
    expect(hypervolumeContributions(all, referencePoint(all))[2]).toBeCloseTo(0, 12);
  });
});
