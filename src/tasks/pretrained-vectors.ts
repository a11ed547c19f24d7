import * as tf from '@tensorflow/tfjs-core';
import { readWordVectors, type Tokenizer, type WordVectors } from '../datasets/index.ts';
import { expectWidth } from './embedding-width.ts';

/** Vectors that others learnt, for the words of a vocabulary. */
export interface PretrainedVectors {
  readonly width: number;
  /** By the tokenizer's number; words without a vector are absent. */
  readonly rows: ReadonlyMap<number, Float32Array>;
}

/** Names of settings: the file's, and that of the embedding's size. */
export interface VectorSettings {
  readonly file: string;
  /** What the size is set to; 0 takes the file's. */
  readonly size: number;
}

/**
 * The vectors that a file has for a vocabulary of words: of a word as it is, else in lower case.
 * @throws UnrollError when the file cannot be read or has another width than the embedding
 */
export async function pretrainedVectors(
  path: string,
  tokenizer: Tokenizer,
  { file, size }: VectorSettings,
): Promise<PretrainedVectors> {
  const words = Array.from({ length: tokenizer.size }, (_, token) => tokenizer.tokenOf(token));
  const wanted = new Set(words.flatMap((word) => [word, word.toLowerCase()]));
  const found = await readWordVectors(path, wanted, file);
  expectWidth(size, found.width, path);
  return { width: found.width, rows: rowsOf(words, found) };
}

function rowsOf(words: readonly string[], { vectors }: WordVectors): Map<number, Float32Array> {
  const rows = new Map<number, Float32Array>();
  for (const [token, word] of words.entries()) {
    const vector = vectors.get(word) ?? vectors.get(word.toLowerCase());
    if (vector !== undefined) rows.set(token, vector);
  }
  return rows;
}

/**
 * Puts vectors into a table (vocabulary, width); other rows stay as they are.
 * @param first row of the tokenizer's first token
 */
export function fillTable(
  table: tf.Variable<tf.Rank.R2>,
  { rows, width }: PretrainedVectors,
  first = 0,
): void {
  tf.tidy(() => {
    const values = table.dataSync<'float32'>().slice();
    for (const [token, vector] of rows) values.set(vector, (first + token) * width);
    table.assign(tf.tensor2d(values, table.shape));
  });
}

/** As the run page tells it: of how many words, and of which share of a text. */
export function coverageText(
  { rows }: PretrainedVectors,
  { size, unknown }: Pick<Tokenizer, 'size' | 'unknown'>,
  share: number,
): string {
  const number = (value: number) => value.toLocaleString('en-US');
  const known = unknown === null ? size : size - 1;
  return `${number(rows.size)} of ${number(known)} words, ${(100 * share).toFixed(0)} % of the text`;
}
