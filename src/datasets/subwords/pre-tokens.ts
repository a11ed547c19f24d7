/**
 * What no subword reaches across (Radford et al. 2019): a word or number with the space before it,
 * a run of other signs, white space. English endings such as 's stand alone.
 */
const pattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** The pieces of a text, in order; together they are the text. */
export function* preTokens(text: string): Generator<string> {
  for (const [piece] of text.matchAll(pattern)) yield piece;
}

/** A piece as bytes and how often the text has it. */
export interface CountedPiece {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** The different pieces of a text, in the order of their first appearance. */
export function countPreTokens(texts: Iterable<string>): CountedPiece[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const piece of preTokens(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  const encoder = new TextEncoder();
  return [...counts].map(([piece, count]) => ({ bytes: encoder.encode(piece), count }));
}
