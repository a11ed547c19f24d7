import { numberOf, type Settings } from '../../contract/index.ts';

/** A vocabulary below this is one of letters, which need no wide vectors. */
const smallVocabulary = 512;
const smallEmbedding = 64;

/** The size that is set, else one that suits the vocabulary. */
export function embeddingSizeFor(settings: Settings, vocabulary: number): number {
  const hidden = numberOf(settings, 'hidden_size');
  const chosen = vocabulary < smallVocabulary ? Math.min(smallEmbedding, hidden) : hidden;
  return numberOf(settings, 'embedding_size') || chosen;
}
