export type AttentionId = 'dot' | 'general' | 'additive';

/** Scores for which what asks and what is attended to must be of one width. */
export const needEqualSizes: readonly AttentionId[] = ['dot'];
