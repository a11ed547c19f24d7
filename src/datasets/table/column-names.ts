/**
 * A name for each of `count` columns: empty ones become `column_N` (counted from 1), repeated ones
 * get `_2`, `_3`.
 *
 * @returns the names and the pairs (given, new) of those that had to be told apart
 */
export function uniqueNames(
  given: readonly string[],
  count: number,
): { names: string[]; renamed: [string, string][] } {
  const wanted = Array.from({ length: count }, (_, i) => given[i]?.trim() || `column_${i + 1}`);
  const taken = new Set<string>();
  const all = new Set(wanted);
  const renamed: [string, string][] = [];
  const names = wanted.map((name) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n++) {
      const candidate = `${name}_${n}`;
      if (!all.has(candidate) && !taken.has(candidate)) unique = candidate;
    }
    taken.add(unique);
    if (unique !== name) renamed.push([name, unique]);
    return unique;
  });
  return { names, renamed };
}
