import { booleanOf, numberOf, type Settings, textOf } from '../../contract/index.ts';
import { type PretrainedVectors, pretrainedVectors } from '../pretrained-vectors.ts';
import type { Corpus } from './corpus.ts';
import { frozenAndTied } from './frozen-and-tied.ts';

/** Vectors that others learnt, for the tokens of a corpus. */
export interface PretrainedEmbedding extends PretrainedVectors {
  /** Share of the training part's tokens that have one, 0 to 1. */
  readonly coverage: number;
}

/**
 * The vectors that `embedding_file` has for a vocabulary.
 * @returns null where no file is named
 * @throws UnrollError when the file or the settings beside it do not do
 */
export async function pretrainedEmbedding(
  { tokenizer, train }: Corpus,
  settings: Settings,
): Promise<PretrainedEmbedding | null> {
  const path = textOf(settings, 'embedding_file');
  if (path === '' || tokenizer.kind !== 'word') return null;
  if (booleanOf(settings, 'freeze_embedding') && booleanOf(settings, 'tie_weights')) {
    throw frozenAndTied();
  }
  const size = numberOf(settings, 'embedding_size');
  const vectors = await pretrainedVectors(path, tokenizer, { file: 'embedding_file', size });
  const known = train.tokens.reduce((sum, token) => sum + (vectors.rows.has(token) ? 1 : 0), 0);
  return { ...vectors, coverage: known / train.tokens.length };
}
