/**
 * What makes two sentences the same for the split: letters and digits in lower case, so that "Run!"
 * and "Run." never stand on both sides of it. A sentence of signs alone is itself.
 */
export function sentenceKey(sentence: string): string {
  const bare = sentence
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
  return bare === '' ? sentence : bare;
}

/**
 * A number in [0, 1) that a key always has, on every machine and whatever else the data holds
 * (FNV-1a, then mixed): the part that a sentence falls into never changes.
 */
export function keyShare(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
