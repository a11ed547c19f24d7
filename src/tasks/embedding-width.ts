import { type Settings, UnrollError } from '../contract/index.ts';
import { vectorWidth } from '../datasets/vector-width.ts';

/**
 * @param given what the size of the embedding is set to; 0 takes the file's
 * @throws UnrollError when vectors of a file have another width
 */
export function expectWidth(given: number, width: number, path: string): void {
  if (given === 0 || given === width) return;
  throw new UnrollError({
    code: 'embedding-width',
    message: `The vectors of ${path} have ${width} numbers, embedding_size is ${given}.`,
    where: 'embedding_size',
    hint: `Set embedding_size to ${width}.`,
    data: { width, given },
  });
}

/**
 * Looks at the first lines of files of word vectors, which mean something only where tokens are words.
 * @param files names of the settings that name them
 * @throws UnrollError when a file has vectors of another width than the embedding
 */
export function expectVectorFiles(settings: Settings, files: readonly string[]): void {
  if (settings['tokens'] !== 'word') return;
  for (const name of files) {
    const path = String(settings[name] ?? '');
    const width = path === '' ? null : vectorWidth(path);
    if (width !== null) expectWidth(Number(settings['embedding_size'] ?? 0), width, path);
  }
}
