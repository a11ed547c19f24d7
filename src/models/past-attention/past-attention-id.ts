export type PastAttentionId = 'query-key-value' | 'key-value' | 'key-value-predict';

/** Parts that an output is cut into: key and value, and what is read on; 1 leaves it whole. */
export const partsOf: Readonly<Record<PastAttentionId, 1 | 2 | 3>> = {
  'query-key-value': 1,
  'key-value': 2,
  'key-value-predict': 3,
};

/** Parameters of attention over outputs of a width; see `PastAttention`. */
export function pastAttentionSize(id: PastAttentionId, width: number): number {
  const parts = partsOf[id];
  if (parts === 1) return 3 * width * width + 2 * width * width + width;
  const part = width / parts;
  return part * part + 2 * part * width + width;
}
