import * as tf from '@tensorflow/tfjs-core';
import { booleanOf, numberOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import { readWordVectors, type WordVectors } from '../../datasets/index.ts';
import type { Corpus } from './corpus.ts';

/** Vectors that others learnt, for the tokens of a corpus. */
export interface PretrainedEmbedding {
  readonly width: number;
  /** By token number; tokens without a vector are absent. */
  readonly rows: ReadonlyMap<number, Float32Array>;
  /** Share of the training part's tokens that have one, 0 to 1. */
  readonly coverage: number;
}

/**
 * The vectors that `embedding_file` has for a vocabulary: of a word as it is, else in lower case.
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
  const words = Array.from({ length: tokenizer.size }, (_, token) => tokenizer.tokenOf(token));
  const wanted = new Set(words.flatMap((word) => [word, word.toLowerCase()]));
  const found = await readWordVectors(path, wanted);
  expectWidth(numberOf(settings, 'embedding_size'), found.width, path);
  const rows = rowsOf(words, found);
  const known = train.tokens.reduce((sum, token) => sum + (rows.has(token) ? 1 : 0), 0);
  return { width: found.width, rows, coverage: known / train.tokens.length };
}

function rowsOf(words: readonly string[], { vectors }: WordVectors): Map<number, Float32Array> {
  const rows = new Map<number, Float32Array>();
  for (const [token, word] of words.entries()) {
    const vector = vectors.get(word) ?? vectors.get(word.toLowerCase());
    if (vector !== undefined) rows.set(token, vector);
  }
  return rows;
}

/** Puts the vectors into a table (vocabulary, width); other rows stay as they are. */
export function fillTable(
  table: tf.Variable<tf.Rank.R2>,
  { rows, width }: PretrainedEmbedding,
): void {
  tf.tidy(() => {
    const values = table.dataSync<'float32'>().slice();
    for (const [token, vector] of rows) values.set(vector, token * width);
    table.assign(tf.tensor2d(values, table.shape));
  });
}

function expectWidth(given: number, width: number, path: string): void {
  if (given === 0 || given === width) return;
  throw new UnrollError({
    code: 'embedding-width',
    message: `The vectors of ${path} have ${width} numbers, embedding_size is ${given}.`,
    where: 'embedding_size',
    hint: 'Leave embedding_size at 0, which takes the width of the file.',
  });
}

function frozenAndTied(): UnrollError {
  return new UnrollError({
    code: 'frozen-and-tied',
    message: 'An embedding that stays as it is cannot be the output layer that is learnt too.',
    where: 'freeze_embedding',
    hint: 'Switch off freeze_embedding or tie_weights.',
  });
}
