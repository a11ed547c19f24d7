/**
 * How well an entry of the palette answers what was typed, 0 (not at all) to 1: every word must
 * stand in one of the entry's names, best at its beginning, then at the beginning of a word.
 * Letters scattered over a name are no answer: what Enter does must be plain before it is pressed.
 */
export function paletteScore(typed: string, names: readonly string[]): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const scores = words.map((word) => Math.max(0, ...names.map((name) => wordScore(word, name))));
  return scores.reduce((least, score) => Math.min(least, score), 1);
}

function wordScore(word: string, name: string): number {
  const found = name.toLowerCase().indexOf(word);
  if (found < 0) return 0;
  if (found === 0) return 1;
  return /[\p{L}\p{N}]/u.test(name[found - 1]!) ? 0.5 : 0.8;
}
