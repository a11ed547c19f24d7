/** One place of an alignment; null stands for nothing on that side. */
export interface AlignedPair {
  readonly reference: string | null;
  readonly hypothesis: string | null;
}

export interface EditCounts {
  readonly hits: number;
  readonly substitutions: number;
  /** In the reference only. */
  readonly deletions: number;
  /** In the hypothesis only. */
  readonly insertions: number;
}

/**
 * Fewest insertions, deletions and substitutions of tokens that turn a reference into a hypothesis
 * (Levenshtein distance).
 */
export function editDistance(reference: readonly string[], hypothesis: readonly string[]): number {
  let row = Uint32Array.from({ length: hypothesis.length + 1 }, (_, at) => at);
  let next = new Uint32Array(row.length);
  for (let i = 1; i <= reference.length; i++) {
    next[0] = i;
    for (let j = 1; j < row.length; j++) {
      const same = reference[i - 1] === hypothesis[j - 1];
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
    }
    [row, next] = [next, row];
  }
  return row[hypothesis.length]!;
}

/**
 * An alignment with the fewest edits, token by token. Where several are equally short, a
 * substitution is taken before a deletion, and a deletion before an insertion, from the end.
 */
export function alignTokens(
  reference: readonly string[],
  hypothesis: readonly string[],
): AlignedPair[] {
  const distances = distanceTable(reference, hypothesis);
  const pairs: AlignedPair[] = [];
  let i = reference.length;
  let j = hypothesis.length;
  while (i > 0 || j > 0) {
    const here = distances[i]![j]!;
    const cost = i > 0 && j > 0 && reference[i - 1] !== hypothesis[j - 1] ? 1 : 0;
    if (i > 0 && j > 0 && distances[i - 1]![j - 1]! + cost === here) {
      pairs.push({ reference: reference[--i]!, hypothesis: hypothesis[--j]! });
    } else if (i > 0 && distances[i - 1]![j]! + 1 === here) {
      pairs.push({ reference: reference[--i]!, hypothesis: null });
    } else {
      pairs.push({ reference: null, hypothesis: hypothesis[--j]! });
    }
  }
  return pairs.reverse();
}

export function countEdits(pairs: readonly AlignedPair[]): EditCounts {
  const counts = { hits: 0, substitutions: 0, deletions: 0, insertions: 0 };
  for (const { reference, hypothesis } of pairs) {
    if (hypothesis === null) counts.deletions++;
    else if (reference === null) counts.insertions++;
    else if (reference === hypothesis) counts.hits++;
    else counts.substitutions++;
  }
  return counts;
}

/** By length of the reference's and the hypothesis's beginnings. */
function distanceTable(reference: readonly string[], hypothesis: readonly string[]): Uint32Array[] {
  const rows = [Uint32Array.from({ length: hypothesis.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= reference.length; i++) {
    const above = rows[i - 1]!;
    const row = new Uint32Array(above.length);
    row[0] = i;
    for (let j = 1; j < row.length; j++) {
      const same = reference[i - 1] === hypothesis[j - 1];
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
    }
    rows.push(row);
  }
  return rows;
}
