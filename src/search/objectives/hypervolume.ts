import { type Losses, paretoFront } from './dominance.ts';

/**
 * Volume that the vectors dominate up to a reference point; what lies beyond it counts nothing.
 * Exact for any number of objectives: a sweep for two, slices by the last objective for more
 * (While et al. 2006), whose cost grows quickly above four.
 */
export function hypervolume(vectors: readonly Losses[], reference: Losses): number {
  const inside = vectors.filter((vector) => vector.every((loss, i) => loss < reference[i]!));
  if (inside.length === 0) return 0;
  if (reference.length === 1) return reference[0]! - Math.min(...inside.map(([loss]) => loss!));
  if (reference.length === 2) return area(inside, reference);
  const last = reference.length - 1;
  const front = paretoFront(inside)
    .map((index) => inside[index]!)
    .sort((a, b) => a[last]! - b[last]!);
  let volume = 0;
  for (const [index, vector] of front.entries()) {
    const top = front[index + 1]?.[last] ?? reference[last]!;
    const depth = top - vector[last]!;
    if (depth <= 0) continue;
    const slice = front.slice(0, index + 1).map((other) => other.slice(0, last));
    volume += depth * hypervolume(slice, reference.slice(0, last));
  }
  return volume;
}

function area(vectors: readonly Losses[], reference: Losses): number {
  const sorted = vectors.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  let lowest = reference[1]!;
  let total = 0;
  for (const [x, y] of sorted) {
    if (y! >= lowest) continue;
    total += (reference[0]! - x!) * (lowest - y!);
    lowest = y!;
  }
  return total;
}

/** What each vector alone adds to the hypervolume of all. */
export function hypervolumeContributions(vectors: readonly Losses[], reference: Losses): number[] {
  const whole = hypervolume(vectors, reference);
  return vectors.map((_, index) => whole - hypervolume(vectors.toSpliced(index, 1), reference));
}

/** A reference point a tenth of the spread beyond the worst of each objective. */
export function referencePoint(vectors: readonly Losses[]): number[] {
  return (vectors[0] ?? []).map((_, objective) => {
    const losses = vectors.map((vector) => vector[objective]!);
    const worst = Math.max(...losses);
    const spread = worst - Math.min(...losses);
    return worst + 0.1 * (spread || Math.abs(worst) || 1);
  });
}
