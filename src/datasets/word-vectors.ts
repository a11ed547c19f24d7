import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { UnrollError } from '../contract/index.ts';

/** Vectors of the wanted words, out of a file of many more. */
export interface WordVectors {
  readonly width: number;
  readonly vectors: ReadonlyMap<string, Float32Array>;
}

/**
 * Reads word vectors as GloVe, word2vec (text) and fastText (`.vec`) write them: a line for each
 * word, the word and its numbers apart by spaces; a first line `words width` is passed over. Also
 * gzip. Only the wanted words are kept, so that a file of millions of words does no harm.
 * @param setting that names the file
 * @throws UnrollError when the file is missing or a line has another number of values
 */
export async function readWordVectors(
  path: string,
  wanted: ReadonlySet<string>,
  setting: string,
): Promise<WordVectors> {
  const vectors = new Map<string, Float32Array>();
  let width = 0;
  let number = 0;
  try {
    for await (const line of linesOf(path)) {
      number += 1;
      const text = line.trimEnd();
      const fields = text.split(/[ \t]/);
      const isHeader = number === 1 && fields.length === 2;
      if (text === '' || isHeader) continue;
      if (width === 0) width = fields.length - 1;
      // A word may hold spaces; its numbers are the last fields.
      const values = fields.slice(-width).map(Number);
      const isWrong = fields.length < width + 1 || width < 2 || !values.every(Number.isFinite);
      if (isWrong)
        throw unusable(path, setting, `line ${number} has no word with ${width} numbers`);
      const word = fields.slice(0, -width).join(' ');
      if (wanted.has(word) && !vectors.has(word)) vectors.set(word, Float32Array.from(values));
    }
  } catch (error) {
    if (error instanceof UnrollError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw unusable(path, setting, code === 'ENOENT' ? 'there is no such file' : message);
  }
  if (width === 0) throw unusable(path, setting, 'it is empty');
  return { width, vectors };
}

function linesOf(path: string): AsyncIterable<string> {
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // The error of the file itself would otherwise be nobody's.
  if (input !== file) file.on('error', (error) => input.destroy(error));
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

function unusable(path: string, where: string, why: string): UnrollError {
  return new UnrollError({
    code: 'unusable-vectors',
    message: `The word vectors ${path} cannot be used: ${why}.`,
    where,
    hint: 'Give a text file of GloVe, word2vec or fastText: a word and its numbers on each line.',
  });
}
