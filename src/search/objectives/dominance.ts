/** Vectors of losses: smaller is better in each place. */
export type Losses = readonly number[];

/** Whether `a` is nowhere worse than `b` and somewhere better. */
export function dominates(a: Losses, b: Losses): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return false;
    if (a[i]! < b[i]!) better = true;
  }
  return better;
}

/**
 * Sorts into fronts: 0 for vectors that none dominates, 1 for those that only front 0 dominates…
 * (Deb et al. 2002, fast non-dominated sort).
 * @returns the front of each vector
 */
export function frontsOf(vectors: readonly Losses[]): number[] {
  if (vectors[0]?.length === 1) return ranksOf(vectors.map((vector) => vector[0]!));
  const beats: number[][] = vectors.map(() => []);
  const beatenBy = new Array<number>(vectors.length).fill(0);
  for (let i = 0; i < vectors.length; i++) {
    for (let j = 0; j < i; j++) {
      const wins = dominates(vectors[i]!, vectors[j]!);
      if (!wins && !dominates(vectors[j]!, vectors[i]!)) continue;
      const [winner, loser] = wins ? [i, j] : [j, i];
      beats[winner]!.push(loser);
      beatenBy[loser]!++;
    }
  }
  const fronts = new Array<number>(vectors.length).fill(0);
  let current = [...vectors.keys()].filter((index) => beatenBy[index] === 0);
  for (let front = 0; current.length > 0; front++) {
    const next: number[] = [];
    for (const index of current) {
      fronts[index] = front;
      for (const loser of beats[index]!) if (--beatenBy[loser]! === 0) next.push(loser);
    }
    current = next;
  }
  return fronts;
}

/** One value is dominated by every smaller one: fronts are the ranks of the distinct values. */
function ranksOf(values: readonly number[]): number[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const ranks = new Map(distinct.map((value, rank) => [value, rank]));
  return values.map((value) => ranks.get(value)!);
}

/** Indices of the vectors that no other dominates; of equal ones all. */
export function paretoFront(vectors: readonly Losses[]): number[] {
  return [...vectors.keys()].filter(
    (index) => !vectors.some((other) => dominates(other, vectors[index]!)),
  );
}

/**
 * How lonely each vector is among those of its front: the sum over the objectives of the distance
 * between its neighbours, in units of the front's spread; infinite at the ends (Deb et al. 2002).
 */
export function crowdingDistances(front: readonly Losses[]): number[] {
  const distances = new Array<number>(front.length).fill(0);
  for (let objective = 0; objective < (front[0]?.length ?? 0); objective++) {
    const order = [...front.keys()].sort((a, b) => front[a]![objective]! - front[b]![objective]!);
    const first = front[order[0]!]![objective]!;
    const spread = front[order.at(-1)!]![objective]! - first;
    distances[order[0]!] = Infinity;
    distances[order.at(-1)!] = Infinity;
    if (!(spread > 0)) continue;
    for (let i = 1; i < order.length - 1; i++) {
      const gap = front[order[i + 1]!]![objective]! - front[order[i - 1]!]![objective]!;
      distances[order[i]!]! += gap / spread;
    }
  }
  return distances;
}
